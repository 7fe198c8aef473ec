package io.reprise.ingress.binary;

import io.netty.buffer.ByteBuf;
import io.reprise.ingress.codec.Call;
import io.reprise.ingress.codec.Reply;
import io.reprise.ingress.connection.Ending;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Tells a binary client its answer: the body in a RESPONSE, the parts in PARTs with a RESPONSE after the last, an
 * answer whose HTTP status would be 400 or more in an ERROR, with the body as its text. Event loop only.
 */
final class BinaryReply implements Reply {
    private static final int FIRST_ERROR = 400;
    private static final String SIM = "x-sim-";
    private static final byte[] EMPTY = {'{', '}'};

    private final Call call;
    private final IntFunction<ByteBuf> out;
    private final Consumer<Ending> onEnding;
    private final FrameFlyweight header =
            new FrameFlyweight().wrap(new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH]), 0);
    private final long correlationId;
    private final long sessionId;
    private final StringBuilder sim = new StringBuilder();
    private boolean started;
    private boolean done;
    private int httpStatus;

    /**
     * @param out gives room for so many bytes at the end of what is to be sent
     * @param onEnding an answer ends the connection when what was written is out
     */
    BinaryReply(Call call, long correlationId, long sessionId, IntFunction<ByteBuf> out, Consumer<Ending> onEnding) {
        this.call = call;
        this.correlationId = correlationId;
        this.sessionId = sessionId;
        this.out = out;
        this.onEnding = onEnding;
    }

    Call call() {
        return call;
    }

    long correlationId() {
        return correlationId;
    }

    boolean isDone() {
        return done;
    }

    /** What is told next was caused by this frame of the kernel. */
    void onFrame(FrameFlyweight answer) {
        header.buffer().putBytes(0, answer.buffer(), answer.offset(), FrameLayout.HEADER_LENGTH);
    }

    @Override
    public Reply start(int status, String contentType) {
        started = true;
        httpStatus = status;
        return this;
    }

    @Override
    public Reply header(String name, CharSequence value) {
        if (name.startsWith(SIM)) {
            sim.append(sim.isEmpty() ? "\"" : ",\"").append(name, SIM.length(), name.length());
            sim.append("\":\"").append(value).append('"');
        }
        return this;
    }

    @Override
    public Reply header(String name, long value) {
        return header(name, Long.toString(value));
    }

    @Override
    public void whole(byte[] body, int length) {
        done = true;
        if (httpStatus < FIRST_ERROR) {
            sendWithSim(body, length);
        } else {
            sendError(body, length);
        }
    }

    @Override
    public void stream() {}

    @Override
    public void part(byte[] bytes, int length) {
        send(FrameKind.PART, bytes, length);
    }

    @Override
    public void end() {
        done = true;
        sendWithSim(EMPTY, EMPTY.length);
    }

    @Override
    public void cut() {
        done = true;
        onEnding.accept(Ending.CUT);
    }

    @Override
    public void reset() {
        done = true;
        onEnding.accept(Ending.RESET);
    }

    @Override
    public boolean isStarted() {
        return started;
    }

    @Override
    public String requestId() {
        return Long.toHexString(sessionId) + "-" + correlationId;
    }

    private void send(int kind, byte[] bytes, int length) {
        writeHeader(kind, Status.OK, length).writeBytes(bytes, 0, length);
    }

    /** What HTTP has in headers {@code x-sim-…} is a member {@code sim} of the object here. */
    private void sendWithSim(byte[] body, int length) {
        if (sim.isEmpty() || length < EMPTY.length || body[length - 1] != '}') {
            send(FrameKind.RESPONSE, body, length);
            return;
        }
        boolean first = length == EMPTY.length;
        byte[] member = ((first ? "" : ",") + "\"sim\":{" + sim + "}}").getBytes(StandardCharsets.US_ASCII);
        writeHeader(FrameKind.RESPONSE, Status.OK, length - 1 + member.length)
                .writeBytes(body, 0, length - 1)
                .writeBytes(member);
    }

    private void sendError(byte[] body, int length) {
        Status status = Status.ofHttp(httpStatus);
        UnsafeBuffer payload = new UnsafeBuffer(new byte[ErrorPayload.length(length)]);
        ErrorPayload.encode(payload, 0, status, Arrays.copyOf(body, length));
        writeHeader(FrameKind.ERROR, status, payload.capacity()).writeBytes(payload.byteArray());
    }

    private ByteBuf writeHeader(int kind, Status status, int payloadLength) {
        header.length(FrameLayout.HEADER_LENGTH + payloadLength)
                .kind(kind)
                .status(status.code())
                .flags(0);
        return out.apply(header.length()).writeBytes(header.buffer().byteArray());
    }
}
