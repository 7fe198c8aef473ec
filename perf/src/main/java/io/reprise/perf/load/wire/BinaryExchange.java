package io.reprise.perf.load.wire;

import static io.reprise.kernel.frame.FrameLayout.HEADER_LENGTH;
import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** The frame protocol: HELLO, WELCOME, then requests and their answers in any order. */
final class BinaryExchange implements Exchange {
    private static final int HELLO_LENGTH = 16; // u16 version, u16 key length, u32 zero, i64 client id; then the key
    private static final int HELLO_KEY_LENGTH_OFFSET = 2;
    private static final short HELLO_VERSION = 1;
    private static final int WELCOME_LENGTH = 24; // i64 client id, i64 last applied, u32 max frame, u32 max in flight
    private static final int LAST_APPLIED_OFFSET = 8;
    private static final int MAX_FRAME_LENGTH_OFFSET = 16;
    private static final int MAX_IN_FLIGHT_OFFSET = 20;

    private final RunContext run;
    private final Outbound outbound;
    private final FrameFlyweight request = new FrameFlyweight();
    private final FrameFlyweight answer = new FrameFlyweight();
    private final FrameChecksum checksum = new FrameChecksum();
    private final UnsafeBuffer header = new UnsafeBuffer(new byte[HEADER_LENGTH]);
    private InFlight inFlight = new InFlight(0);
    private int window;
    private int maxFrameLength = FrameLayout.DEFAULT_MAX_FRAME_LENGTH;
    private long lastOrdinal;
    private long firstOrdinal = 1;
    private ByteBuffer checksumView;

    BinaryExchange(RunContext run, Outbound outbound) {
        this.run = run;
        this.outbound = outbound;
        hello(run.target().apiKey().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isReady() {
        return window > 0;
    }

    @Override
    public int maxPayloadLength() {
        return maxFrameLength - HEADER_LENGTH;
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public int outstanding() {
        return inFlight.size();
    }

    @Override
    public long lastOrdinal() {
        return lastOrdinal;
    }

    @Override
    public void startAfter(long ordinal) {
        firstOrdinal = ordinal + 1;
    }

    @Override
    public int requestLength(long index) {
        return HEADER_LENGTH + run.workload().length(index);
    }

    @Override
    public void send(long index, long intendedNs, long nowNs) {
        int length = requestLength(index);
        int offset = outbound.claim(length);
        outbound.buffer().putBytes(offset, header, 0, HEADER_LENGTH);
        run.workload().write(index, outbound.buffer(), offset + HEADER_LENGTH);
        long sentNs = length < LARGE_LENGTH ? nowNs : run.clock().nanoTime();
        long id = inFlight.add(firstOrdinal + index, intendedNs, sentNs);
        request.wrap(outbound.buffer(), offset).length(length).correlationId(id);
    }

    @Override
    public int receive(UnsafeBuffer buffer, int limit, long nowNs) {
        int offset = 0;
        while (limit - offset >= HEADER_LENGTH) {
            answer.wrap(buffer, offset);
            int length = answer.length();
            if (length < HEADER_LENGTH || length > maxFrameLength || answer.version() != FrameLayout.VERSION) {
                throw new ProtocolFaultException("the server sent no frame of version " + FrameLayout.VERSION
                        + " and up to " + maxFrameLength + " bytes; its header says " + answer);
            }
            if (length > limit - offset) {
                break;
            }
            onFrame(nowNs);
            offset += length;
        }
        return offset;
    }

    @Override
    public String statusName(int status) {
        return status == Status.of(status).code() ? Status.of(status).name() : "STATUS_" + status;
    }

    private void onFrame(long nowNs) {
        switch (answer.kind()) {
            case FrameKind.RESPONSE -> onAnswer(nowNs);
            case FrameKind.ERROR -> onError(nowNs);
            case FrameKind.WELCOME -> onWelcome();
            case FrameKind.PING -> onPing();
            default -> unexpected();
        }
    }

    private void onAnswer(long nowNs) {
        int slot = inFlight.find(answer.correlationId());
        if (slot == InFlight.NONE) {
            unexpected();
            return;
        }
        if (answer.status() != Status.OK.code()) {
            fail(slot, "", nowNs);
            return;
        }
        long index = index();
        if (isIntact() && isRight(index)) {
            run.recording().right(inFlight.intendedNs(slot), inFlight.sentNs(slot), nowNs);
        } else {
            run.recording().wrong(inFlight.intendedNs(slot), inFlight.sentNs(slot), nowNs);
            complain(index);
        }
        finish(slot, index);
    }

    private void onError(long nowNs) {
        String text = run.recording().hasFault() ? "" : ErrorPayload.text(answer);
        if (!isReady()) {
            throw new ProtocolFaultException(
                    "the server answered HELLO with " + statusName(answer.status()) + ": " + text);
        }
        int slot = inFlight.find(answer.correlationId());
        if (slot == InFlight.NONE) {
            run.recording().fault("the server said " + statusName(answer.status()) + ": " + text);
            run.recording().unexpected();
        } else {
            fail(slot, text, nowNs);
        }
    }

    private void fail(int slot, String text, long nowNs) {
        long index = index();
        run.recording().failed(answer.status(), inFlight.intendedNs(slot), nowNs);
        if (!run.recording().hasFault()) {
            run.recording().fault("request " + index + " was answered " + statusName(answer.status()) + ": " + text);
        }
        run.workload().onFailure(index);
        finish(slot, index);
    }

    private void finish(int slot, long index) {
        run.tap()
                .onAnswer(
                        index,
                        answer.correlationId(),
                        answer.status(),
                        answer.buffer(),
                        answer.payloadOffset(),
                        answer.payloadLength());
        inFlight.remove(slot);
    }

    private void onWelcome() {
        if (isReady() || answer.payloadLength() < WELCOME_LENGTH) {
            throw new ProtocolFaultException("the server sent a WELCOME that is late or short: " + answer);
        }
        int payload = answer.payloadOffset();
        int maxInFlight = answer.buffer().getInt(payload + MAX_IN_FLIGHT_OFFSET, ORDER);
        int maxLength = answer.buffer().getInt(payload + MAX_FRAME_LENGTH_OFFSET, ORDER);
        if (maxInFlight < 1 || maxLength < HEADER_LENGTH) {
            throw new ProtocolFaultException("the server's WELCOME allows " + maxInFlight + " requests of " + maxLength
                    + " bytes; want 1 or more of " + HEADER_LENGTH + " or more");
        }
        lastOrdinal = InFlight.ordinal(answer.buffer().getLong(payload + LAST_APPLIED_OFFSET, ORDER));
        maxFrameLength = maxLength;
        window = Math.min(run.pipeline(), maxInFlight);
        inFlight = new InFlight(window);
        request.wrap(header, 0)
                .init(FrameKind.REQUEST, 0)
                .service(run.workload().service())
                .method(run.workload().method())
                .sessionId(answer.sessionId());
    }

    private void onPing() {
        int offset = outbound.claim(answer.length());
        outbound.buffer().putBytes(offset, answer.buffer(), answer.offset(), answer.length());
        request.wrap(outbound.buffer(), offset).kind(FrameKind.PONG).crc32c(0);
    }

    private void unexpected() {
        run.recording().unexpected();
        if (!run.recording().hasFault()) {
            run.recording().fault("nothing was asked that this answers: " + answer);
        }
    }

    private void complain(long index) {
        if (!run.recording().hasFault()) {
            run.recording()
                    .fault("the answer to request " + index + " is not "
                            + run.workload().rightAnswer() + ": " + answer);
        }
    }

    private boolean isRight(long index) {
        return run.workload().isRight(index, answer.buffer(), answer.payloadOffset(), answer.payloadLength());
    }

    /** Whether the checksum is right or absent. */
    private boolean isIntact() {
        if (answer.crc32c() == 0) {
            return true;
        }
        ByteBuffer bytes = answer.buffer().byteBuffer();
        if (checksumView == null || checksumView.capacity() != bytes.capacity()) {
            checksumView = bytes.duplicate();
        }
        return checksum.compute(checksumView, answer.offset(), answer.length()) == answer.crc32c();
    }

    private long index() {
        return InFlight.ordinal(answer.correlationId()) - firstOrdinal;
    }

    private void hello(byte[] key) {
        int length = HEADER_LENGTH + HELLO_LENGTH + key.length;
        int offset = outbound.claim(length);
        request.wrap(outbound.buffer(), offset).init(FrameKind.HELLO, HELLO_LENGTH + key.length);
        int payload = request.payloadOffset();
        outbound.buffer().setMemory(payload, HELLO_LENGTH, (byte) 0);
        outbound.buffer().putShort(payload, HELLO_VERSION, ORDER);
        outbound.buffer().putShort(payload + HELLO_KEY_LENGTH_OFFSET, (short) key.length, ORDER);
        outbound.buffer().putBytes(payload + HELLO_LENGTH, key);
    }
}
