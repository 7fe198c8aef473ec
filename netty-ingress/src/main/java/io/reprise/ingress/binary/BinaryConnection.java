package io.reprise.ingress.binary;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.reprise.ingress.connection.Connection;
import io.reprise.ingress.connection.IngressConfig;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One binary client. Frames go from the socket's bytes into the input ring with one copy, and from the output ring into
 * the outgoing buffer with another. Event loop only; allocates nothing per frame.
 *
 * <p>After a frame that cannot be believed the rest of the stream cannot either: the client gets an ERROR that says why,
 * the answers it still waits for, and the end of the connection.
 */
public final class BinaryConnection extends Connection {
    private static final int LENGTH_FIELD = 4;

    /** Version and kind are neighbours: both are read at once. */
    private static final int REQUEST = FrameLayout.VERSION | FrameKind.REQUEST << Short.SIZE;

    private static final int NOTIFICATION = FrameLayout.VERSION | FrameKind.NOTIFICATION << Short.SIZE;

    private ByteBuf unread;
    private boolean greeted;
    private int inFlight;

    public BinaryConnection(RequestWriter writer, IngressConfig config) {
        super(writer, config);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (isClosing()) {
            bytes.release();
        } else if (unread == null) {
            readFrames(bytes);
            keep(bytes);
        } else {
            unread.writeBytes(bytes);
            bytes.release();
            resume();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        super.channelInactive(context);
        forget();
    }

    @Override
    protected void resume() {
        if (unread != null) {
            ByteBuf bytes = unread;
            unread = null;
            readFrames(bytes);
            keep(bytes);
        }
    }

    @Override
    protected boolean isBusy() {
        return inFlight > 0;
    }

    @Override
    protected boolean mayTakeRequest() {
        return inFlight < limits.maxInFlight() && super.mayTakeRequest();
    }

    @Override
    protected void onAnswer(FrameFlyweight answer) {
        int length = answer.length();
        writer.copyOut(out(length), answer, answer.offset(), length);
        if (answer.kind() != FrameKind.PART || (answer.flags() & FrameLayout.FLAG_LAST) != 0) {
            inFlight--;
            if (inFlight == limits.maxInFlight() / 2) {
                resumeLater();
            }
        }
    }

    /** What was not taken stays: part of a frame, or whole frames when the client has to wait. */
    private void keep(ByteBuf bytes) {
        if (bytes.isReadable() && !isClosing()) {
            int wanted = bytes.readableBytes() >= LENGTH_FIELD ? bytes.getIntLE(bytes.readerIndex()) : LENGTH_FIELD;
            unread = ctx.alloc().directBuffer(Math.max(wanted, 2 * bytes.readableBytes()));
            unread.writeBytes(bytes);
        }
        bytes.release();
        readWhileReady();
    }

    private void forget() {
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    private void readFrames(ByteBuf bytes) {
        if (!super.mayTakeRequest()) {
            return;
        }
        while (bytes.readableBytes() >= LENGTH_FIELD && inFlight < limits.maxInFlight() && !isClosing()) {
            int index = bytes.readerIndex();
            int length = bytes.getIntLE(index);
            if (length < FrameLayout.HEADER_LENGTH || length > limits.maxFrameLength()) {
                refuseLength(length);
                return;
            }
            if (bytes.readableBytes() < length) {
                return;
            }
            int versionAndKind = bytes.getIntLE(index + FrameLayout.VERSION_OFFSET);
            if (greeted && (versionAndKind == REQUEST || versionAndKind == NOTIFICATION)) {
                take(bytes, index, length, versionAndKind);
            } else {
                readOther(bytes, index, length);
            }
            bytes.skipBytes(length);
        }
    }

    private void refuseLength(int length) {
        if (length >= 0 && length < FrameLayout.HEADER_LENGTH) {
            refuse(
                    Status.MALFORMED_FRAME,
                    0,
                    "frame length " + length + " is less than the header of " + FrameLayout.HEADER_LENGTH + " bytes");
        } else {
            refuse(
                    Status.FRAME_TOO_LONG,
                    0,
                    "frame length " + Integer.toUnsignedString(length) + " is more than the limit of "
                            + limits.maxFrameLength() + " bytes");
        }
    }

    /** Everything that is not simply a request: rare. */
    private void readOther(ByteBuf bytes, int index, int length) {
        int version = bytes.getUnsignedShortLE(index + FrameLayout.VERSION_OFFSET);
        int kind = bytes.getUnsignedShortLE(index + FrameLayout.KIND_OFFSET);
        long correlationId = bytes.getLongLE(index + FrameLayout.CORRELATION_ID_OFFSET);
        if (version != FrameLayout.VERSION) {
            refuse(
                    Status.UNSUPPORTED_VERSION,
                    correlationId,
                    "frame version " + version + " is not spoken here; send version " + FrameLayout.VERSION);
        } else if (!greeted && kind != FrameKind.HELLO) {
            refuse(
                    Status.PROTOCOL_VIOLATION,
                    correlationId,
                    "the first frame must be HELLO, not " + FrameKind.name(kind));
        } else {
            switch (kind) {
                case FrameKind.PING -> pong(bytes, index, length);
                case FrameKind.HELLO -> greet(bytes, index, length, correlationId);
                default ->
                    refuse(
                            Status.PROTOCOL_VIOLATION,
                            correlationId,
                            "a client may send HELLO, REQUEST, NOTIFICATION and PING, not " + FrameKind.name(kind));
            }
        }
    }

    private void take(ByteBuf bytes, int index, int length, int versionAndKind) {
        FrameFlyweight request = writer.claim(length);
        writer.copyIn(request.offset(), bytes, index, length);
        if (request.crc32c() != 0 && request.crc32c() != writer.checksum(request)) {
            long correlationId = request.correlationId();
            writer.abort();
            refuse(Status.CHECKSUM_MISMATCH, correlationId, "the frame's bytes do not match its crc32c");
            return;
        }
        request.sessionId(sessionId()).status(0).crc32c(0);
        writer.commit();
        writer.counters().requestsBinary++;
        if (versionAndKind == REQUEST) {
            inFlight++;
        }
    }

    private void pong(ByteBuf bytes, int index, int length) {
        ByteBuf out = out(length);
        int start = out.writerIndex();
        out.writeBytes(bytes, index, length);
        out.setShortLE(start + FrameLayout.KIND_OFFSET, FrameKind.PONG);
    }

    private void greet(ByteBuf bytes, int index, int length, long correlationId) {
        if (greeted) {
            refuse(Status.PROTOCOL_VIOLATION, correlationId, "HELLO may be sent once");
            return;
        }
        byte[] payload = new byte[length - FrameLayout.HEADER_LENGTH];
        bytes.getBytes(index + FrameLayout.PAYLOAD_OFFSET, payload);
        UnsafeBuffer hello = new UnsafeBuffer(payload);
        if (payload.length < HelloPayload.HELLO_LENGTH
                || payload.length != HelloPayload.HELLO_LENGTH + HelloPayload.keyLength(hello, 0)) {
            refuse(Status.MALFORMED_FRAME, correlationId, "HELLO takes 16 bytes and the key; got " + payload.length);
            return;
        }
        if (HelloPayload.protocolVersion(hello, 0) != HelloPayload.PROTOCOL_VERSION) {
            refuse(
                    Status.UNSUPPORTED_VERSION,
                    correlationId,
                    "protocol version " + HelloPayload.protocolVersion(hello, 0) + " is not spoken here; send version "
                            + HelloPayload.PROTOCOL_VERSION);
            return;
        }
        greeted = true;
        long clientId = HelloPayload.clientId(hello, 0);
        FrameFlyweight welcome = local(FrameKind.WELCOME, correlationId, HelloPayload.WELCOME_LENGTH);
        HelloPayload.putWelcome(
                welcome.buffer(),
                welcome.payloadOffset(),
                clientId == 0 ? sessionId() : clientId,
                0,
                limits.maxFrameLength(),
                limits.maxInFlight());
        send(welcome);
    }

    private void refuse(Status status, long correlationId, String text) {
        writer.counters().refusedFrames++;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        FrameFlyweight error = local(FrameKind.ERROR, correlationId, ErrorPayload.length(bytes))
                .status(status.code());
        ErrorPayload.encode(error.buffer(), error.payloadOffset(), status, bytes);
        send(error);
        closeWhenAnswered();
    }

    /** A frame of the edge's own making, which no kernel has seen. */
    private FrameFlyweight local(int kind, long correlationId, int payloadLength) {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocate(FrameLayout.HEADER_LENGTH + payloadLength));
        return new FrameFlyweight()
                .wrap(buffer, 0)
                .init(kind, payloadLength)
                .correlationId(correlationId)
                .sessionId(sessionId());
    }

    private void send(FrameFlyweight frame) {
        out(frame.length()).writeBytes(frame.buffer().byteArray(), 0, frame.length());
    }
}
