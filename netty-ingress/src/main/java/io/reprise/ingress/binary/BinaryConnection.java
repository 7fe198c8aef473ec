package io.reprise.ingress.binary;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.reprise.ingress.codec.Call;
import io.reprise.ingress.codec.ServiceCodec;
import io.reprise.ingress.codec.ServiceCodecs;
import io.reprise.ingress.connection.Connection;
import io.reprise.ingress.connection.IngressConfig;
import io.reprise.ingress.connection.Pace;
import io.reprise.ingress.connection.Refusal;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.ingress.security.Access;
import io.reprise.ingress.security.IngressSecurity;
import io.reprise.ingress.security.KeyRing;
import io.reprise.kernel.frame.ControlMethod;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.ExpiredRequest;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.OpenSession;
import io.reprise.kernel.frame.Status;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One binary client. Frames go from the socket's bytes into the input ring with one copy, and from the output ring into
 * the outgoing buffer with another. Event loop only; allocates nothing per frame.
 *
 * <p>After a frame that cannot be believed the rest of the stream cannot either: the client gets the answers it still
 * waits for, an ERROR that says why, and the end of the connection.
 */
public final class BinaryConnection extends Connection {
    /** Of the buffer for part of a frame: what a client announces is not believed until it comes. */
    private static final int MAX_FIRST_CAPACITY = 16 * 1024;

    /** Version and kind are neighbours: both are read at once. */
    private static final int REQUEST = FrameLayout.VERSION | FrameKind.REQUEST << Short.SIZE;

    private static final int NOTIFICATION = FrameLayout.VERSION | FrameKind.NOTIFICATION << Short.SIZE;

    private final FrameBounds bounds;
    private final KeyRing keys;
    private final BinaryCalls calls;
    private final Pace pace = new Pace();
    private long openedMs = nowMs();
    private ByteBuf unread;
    private long arrivedNs;
    private boolean greeted;
    private Access access;
    private boolean opening;
    private boolean exactlyOnce;
    private int maxInFlight;
    private long frames;
    private long pacedFrame;
    private FrameFlyweight lastWord;

    public BinaryConnection(
            RequestWriter writer, IngressConfig config, IngressSecurity security, ServiceCodecs codecs) {
        super(writer, config);
        this.calls = new BinaryCalls(codecs);
        this.keys = security.keys();
        this.access = keys.withoutKey();
        this.bounds = new FrameBounds(limits.maxFrameLength());
        this.maxInFlight = limits.maxInFlight();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (!isDiscarding()) {
                if (takeUnread(bytes)) {
                    readFrames(bytes, 0);
                }
                append(bytes);
                settle();
            }
        } finally {
            bytes.release();
        }
        readWhileReady();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        calls.clear(this::abandon);
        super.channelInactive(context);
        forget();
    }

    @Override
    protected void resume() {
        if (unread != null) {
            readFrames(unread, waitedNs());
            settle();
        }
    }

    /** How long whole frames have waited here: while they do, nothing is read after them. */
    private long waitedNs() {
        return writer.nowNs() - arrivedNs;
    }

    @Override
    protected void onInputEnd() {
        if (unread == null) {
            closeWhenAnswered();
        } else if (!bounds.isDecided(unread)) {
            refuse(
                    Status.MALFORMED_FRAME,
                    FrameBounds.correlationId(unread),
                    "the connection ended inside a frame, after " + unread.readableBytes() + " bytes of it");
            forget();
        }
    }

    @Override
    protected void onSweep(long nowMs) {
        boolean partial = unread != null && mayTakeRequest();
        if (!greeted && !mayTakeRequest()) {
            openedMs = nowMs; // that nothing came is our doing
        } else if (!greeted && nowMs - openedMs > timeouts.headerMs()) {
            tooSlow("HELLO must come within " + timeouts.headerMs() + " ms");
        } else if (!partial || frames != pacedFrame) {
            pacedFrame = frames;
            pace.restart(nowMs, partial ? unread.readableBytes() : 0);
        } else if (pace.isTooSlow(nowMs, unread.readableBytes(), timeouts.minBodyRate())) {
            tooSlow("a frame must come with " + timeouts.minBodyRate() + " bytes/s at least");
        }
    }

    @Override
    protected int unanswered() {
        return inFlight() + (opening ? 1 : 0);
    }

    @Override
    protected boolean mayTakeRequest() {
        return inFlight() < maxInFlight && !opening && super.mayTakeRequest();
    }

    @Override
    protected void onDisplaced() {
        forgetRequests();
        forget();
        lastWord = LocalFrame.error(
                0, sessionId(), Status.ALREADY_RUNNING, "the client has come back on another connection");
    }

    @Override
    protected void onAnswer(FrameFlyweight answer) {
        if (opening) {
            onOpened(answer);
            return;
        }
        BinaryReply reply = calls.find(answer);
        if (reply != null && answer.kind() != FrameKind.ERROR) {
            if (calls.onAnswer(reply, answer)) {
                onWholeAnswer();
            }
            return;
        }
        if (reply != null) {
            calls.forget(reply);
        }
        int length = answer.length();
        writer.copyOut(out(length), answer.offset(), length);
        if (answer.kind() != FrameKind.PART || (answer.flags() & FrameLayout.FLAG_LAST) != 0) {
            onWholeAnswer();
        }
    }

    private void onWholeAnswer() {
        onAnswered();
        if (inFlight() == maxInFlight / 2) {
            resumeLater();
        }
    }

    /** The kernel's answer to OPEN_SESSION is the client's to HELLO. */
    private void onOpened(FrameFlyweight answer) {
        opening = false;
        if (answer.kind() == FrameKind.ERROR) {
            refuse(Status.of(answer.status()), answer.correlationId(), ErrorPayload.text(answer));
            forget();
            return;
        }
        greeted = true;
        exactlyOnce = true;
        maxInFlight = Math.min(maxInFlight, OpenSession.window(answer));
        become(OpenSession.clientId(answer));
        send(LocalFrame.welcome(
                answer.correlationId(),
                sessionId(),
                OpenSession.lastCorrelationId(answer),
                limits.maxFrameLength(),
                maxInFlight));
        resumeLater();
    }

    @Override
    protected void onLastWord() {
        if (lastWord != null) {
            send(lastWord);
        }
    }

    /** Completes the frame that was left in part, from {@code bytes}. False when something is still left. */
    private boolean takeUnread(ByteBuf bytes) {
        if (unread != null) {
            boolean waited = bounds.isDecided(unread);
            for (int missing = bounds.missing(unread); missing > 0 && bytes.isReadable(); ) {
                unread.writeBytes(bytes, Math.min(missing, bytes.readableBytes()));
                missing = bounds.missing(unread);
            }
            readFrames(unread, waited ? waitedNs() : 0);
            if (!unread.isReadable()) {
                forget();
            }
        }
        return unread == null;
    }

    /** What was not taken stays: part of a frame, or whole frames when the client has to wait. */
    private void append(ByteBuf bytes) {
        if (isClosing() || !bytes.isReadable()) {
            return;
        }
        if (unread == null) {
            int readable = bytes.readableBytes();
            int wanted = Math.min(readable + bounds.missing(bytes), MAX_FIRST_CAPACITY);
            unread = ctx.alloc().directBuffer(Math.max(readable, wanted));
        }
        unread.discardSomeReadBytes();
        unread.writeBytes(bytes);
        arrivedNs = writer.nowNs();
    }

    private void settle() {
        if (unread == null) {
            return;
        }
        if (isClosing() || !unread.isReadable()) {
            forget();
        } else if (!hold(unread.readableBytes())) {
            refuse(
                    Status.RESOURCE_EXHAUSTED,
                    FrameBounds.correlationId(unread),
                    "all clients together may have " + limits.maxHeldBytes() + " bytes of frames under way; try again");
            forget();
        }
    }

    private void forget() {
        if (unread != null) {
            unread.release();
            unread = null;
            hold(0);
        }
    }

    /** @param waitedNs how long the frames have been here */
    private void readFrames(ByteBuf bytes, long waitedNs) {
        if (!super.mayTakeRequest()) {
            return;
        }
        while (mayReadFrame() && bounds.isDecided(bytes)) {
            int index = bytes.readerIndex();
            int length = bytes.getIntLE(index);
            if (!bounds.allows(length)) {
                refuse(bounds.status(length), FrameBounds.correlationId(bytes), bounds.complaint(length));
                return;
            }
            int versionAndKind = bytes.getIntLE(index + FrameLayout.VERSION_OFFSET);
            if (greeted && (versionAndKind == REQUEST || versionAndKind == NOTIFICATION)) {
                if (!access.allows(bytes.getUnsignedShortLE(index + FrameLayout.SERVICE_OFFSET))) {
                    deny(bytes, index, versionAndKind);
                } else if (writer.isFree() || !isRefused(bytes, index, length, versionAndKind)) {
                    take(bytes, index, length, versionAndKind, waitedNs);
                }
            } else {
                readOther(bytes, index, length);
            }
            bytes.skipBytes(length);
            frames++;
        }
    }

    private boolean mayReadFrame() {
        return inFlight() < maxInFlight && !opening && !isClosing() && hasOutRoom() && !admission.mustWait();
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
                case FrameKind.PING -> pong(bytes, index, length, correlationId);
                case FrameKind.HELLO -> greet(bytes, index, length, correlationId);
                case FrameKind.CONTROL -> control(bytes, index, correlationId);
                default ->
                    refuse(
                            Status.PROTOCOL_VIOLATION,
                            correlationId,
                            "a client may send HELLO, REQUEST, NOTIFICATION and PING, not " + FrameKind.name(kind));
            }
        }
    }

    private void take(ByteBuf bytes, int index, int length, int versionAndKind, long waitedNs) {
        ServiceCodec codec = calls.codec(bytes.getUnsignedShortLE(index + FrameLayout.SERVICE_OFFSET));
        if (codec != null && versionAndKind == REQUEST) {
            takeCall(codec, bytes, index, length, waitedNs);
            return;
        }
        if (waitedNs > 0 && isExpired(waitedNs, bytes.getUnsignedIntLE(index + FrameLayout.TIMEOUT_MS_OFFSET))) {
            takeExpired(bytes, index, length, waitedNs);
        } else {
            takeWhole(bytes, index, length);
        }
        if (versionAndKind == REQUEST && !isClosing()) {
            onAdmitted();
        }
    }

    private void takeWhole(ByteBuf bytes, int index, int length) {
        FrameFlyweight request = writer.claim(length);
        writer.copyIn(request.offset(), bytes, index, length);
        if (request.crc32c() != 0 && request.crc32c() != writer.checksum(request)) {
            long correlationId = request.correlationId();
            writer.abort();
            refuseDamaged(correlationId);
            return;
        }
        admit(request.status(Status.OK.code()));
    }

    /** What the service's codec makes of a request is put in order in its place. */
    private void takeCall(ServiceCodec codec, ByteBuf bytes, int index, int length, long waitedNs) {
        long correlationId = bytes.getLongLE(index + FrameLayout.CORRELATION_ID_OFFSET);
        if (isDamaged(bytes, index, length)) {
            refuseDamaged(correlationId);
            return;
        }
        if (calls.has(correlationId)) {
            answerError(
                    correlationId,
                    Status.INVALID_REQUEST,
                    "a request of correlation id " + correlationId + " has no answer yet; give each its own");
            return;
        }
        if (isExpired(waitedNs, bytes.getUnsignedIntLE(index + FrameLayout.TIMEOUT_MS_OFFSET))) {
            takeExpired(bytes, index, length, waitedNs);
            onAdmitted();
            return;
        }
        byte[] room = writer.body(length - FrameLayout.HEADER_LENGTH);
        Call call = codec.open(BinaryCallRequest.of(bytes, index, length, access.ownerId(), room), writer.command());
        int commandLength = FrameLayout.HEADER_LENGTH + call.commandLength();
        if (commandLength > limits.maxFrameLength()) {
            answerError(correlationId, Status.FRAME_TOO_LONG, bounds.complaint(commandLength));
            return;
        }
        FrameFlyweight request = writer.claim(commandLength);
        writer.copyIn(request.offset(), bytes, index, FrameLayout.HEADER_LENGTH);
        request.length(commandLength)
                .priority(call.priority())
                .seed(call.seed())
                .status(Status.OK.code());
        request.buffer().putBytes(request.payloadOffset(), writer.command(), 0, call.commandLength());
        admit(request);
        calls.expect(new BinaryReply(call, correlationId, sessionId(), this::out, this::end));
        onAdmitted();
    }

    /** An answer like any other: the connection goes on. */
    private void answerError(long correlationId, Status status, String text) {
        send(LocalFrame.error(correlationId, sessionId(), status, text));
    }

    private void abandon(BinaryReply reply) {
        Call call = reply.call();
        if (!exactlyOnce && call.abandonMethod() != Call.NO_METHOD) { // a session may come back for its answer
            writer.notifyAbandoned(call.service(), call.abandonMethod(), sessionId(), reply.correlationId());
        }
    }

    /** It is journaled and answered like any other, but not executed. */
    private void takeExpired(ByteBuf bytes, int index, int length, long waitedNs) {
        if (isDamaged(bytes, index, length)) {
            refuseDamaged(bytes.getLongLE(index + FrameLayout.CORRELATION_ID_OFFSET));
            return;
        }
        FrameFlyweight request = writer.claim(FrameLayout.HEADER_LENGTH + ExpiredRequest.LENGTH);
        writer.copyIn(request.offset(), bytes, index, FrameLayout.HEADER_LENGTH);
        ExpiredRequest.encode(request, waitedNs, timeoutMs(request.timeoutMs()));
        writer.counters().requestsExpired++;
        admit(request);
    }

    /** What a client may not say of its request, the edge does. */
    private void admit(FrameFlyweight request) {
        request.sessionId(sessionId()).crc32c(0).flags(exactlyOnce ? FrameLayout.FLAG_EXACTLY_ONCE : 0);
        writer.commit();
        writer.counters().requestsBinary++;
    }

    /** Asks admission for a request, and tells the client when it is refused. */
    private boolean isRefused(ByteBuf bytes, int index, int length, int versionAndKind) {
        FrameFlyweight asked = writer.asked();
        bytes.getBytes(index, asked.buffer().byteArray(), 0, FrameLayout.HEADER_LENGTH);
        asked.sessionId(sessionId());
        if (isDamaged(bytes, index, length)) {
            refuseDamaged(asked.correlationId());
            return true;
        }
        Refusal refusal = writer.refusal();
        if (refusal == null) {
            return false;
        }
        if (versionAndKind == REQUEST) {
            sendRefusal(refusal, asked);
        }
        return true;
    }

    /** The key is not for this service, or it has ended since HELLO: nothing of the request goes further. */
    private void deny(ByteBuf bytes, int index, int versionAndKind) {
        long correlationId = bytes.getLongLE(index + FrameLayout.CORRELATION_ID_OFFSET);
        if (access.refusal() != null) {
            refuseKey(correlationId);
            return;
        }
        writer.counters().forbidden++;
        if (versionAndKind == REQUEST) {
            int service = bytes.getUnsignedShortLE(index + FrameLayout.SERVICE_OFFSET);
            send(LocalFrame.error(
                    correlationId,
                    sessionId(),
                    Status.FORBIDDEN,
                    "key " + access.keyId() + " has not the scope for service " + service));
        }
    }

    private void refuseKey(long correlationId) {
        writer.counters().unauthorized++;
        refuse(Status.UNAUTHORIZED, correlationId, access.refusal());
    }

    /** An answer like any other: the connection goes on. */
    private void sendRefusal(Refusal refusal, FrameFlyweight request) {
        byte[] payload = refusal.payload();
        FrameFlyweight error = request.initAnswer(FrameKind.ERROR, payload.length, request)
                .sequence(0)
                .timestampNs(0)
                .status(refusal.status().code());
        out(error.length()).writeBytes(error.buffer().byteArray()).writeBytes(payload);
    }

    private void pong(ByteBuf bytes, int index, int length, long correlationId) {
        if (isDamaged(bytes, index, length)) {
            refuseDamaged(correlationId);
            return;
        }
        ByteBuf out = out(length);
        int start = out.writerIndex();
        out.writeBytes(bytes, index, length);
        out.setShortLE(start + FrameLayout.KIND_OFFSET, FrameKind.PONG);
        out.setIntLE(start + FrameLayout.CRC32C_OFFSET, 0);
    }

    private void greet(ByteBuf bytes, int index, int length, long correlationId) {
        if (greeted) {
            refuse(Status.PROTOCOL_VIOLATION, correlationId, "HELLO may be sent once");
            return;
        }
        if (isDamaged(bytes, index, length)) {
            refuseDamaged(correlationId);
            return;
        }
        byte[] payload = new byte[length - FrameLayout.HEADER_LENGTH];
        bytes.getBytes(index + FrameLayout.PAYLOAD_OFFSET, payload);
        UnsafeBuffer hello = new UnsafeBuffer(payload);
        Refusal refusal = writer.admission().closedBy();
        if (payload.length < HelloPayload.HELLO_LENGTH
                || payload.length != HelloPayload.HELLO_LENGTH + HelloPayload.keyLength(hello, 0)) {
            refuse(Status.MALFORMED_FRAME, correlationId, "HELLO takes 16 bytes and the key; got " + payload.length);
        } else if (HelloPayload.protocolVersion(hello, 0) != HelloPayload.PROTOCOL_VERSION) {
            refuse(
                    Status.UNSUPPORTED_VERSION,
                    correlationId,
                    "protocol version " + HelloPayload.protocolVersion(hello, 0) + " is not spoken here; send version "
                            + HelloPayload.PROTOCOL_VERSION);
        } else if (refusal != null && refusal.endsConnections()) {
            controlRefusal(ControlMethod.OPEN_SESSION, correlationId); // which counts it
            lastWord = LocalFrame.refusal(correlationId, sessionId(), refusal);
            closeWhenAnswered();
        } else if ((HelloPayload.flags(hello, 0) & ~HelloPayload.FLAG_EXACTLY_ONCE) != 0) {
            refuse(Status.MALFORMED_FRAME, correlationId, "HELLO has flags that are not known here; bit 0 is");
        } else {
            admit(hello, correlationId);
        }
    }

    private void admit(UnsafeBuffer hello, long correlationId) {
        access = keys.access(HelloPayload.key(hello, 0), System.currentTimeMillis());
        if (access.refusal() != null) {
            refuseKey(correlationId);
        } else if (HelloPayload.flags(hello, 0) == 0 && HelloPayload.clientId(hello, 0) == 0) {
            greeted = true;
            send(LocalFrame.welcome(correlationId, sessionId(), 0, limits.maxFrameLength(), maxInFlight));
        } else {
            open(HelloPayload.clientId(hello, 0), correlationId);
        }
    }

    /** Asks the kernel for a session whose requests are executed exactly once; nothing more is read until it answers. */
    private void open(long clientId, long correlationId) {
        Refusal refusal = controlRefusal(ControlMethod.OPEN_SESSION, correlationId);
        if (refusal != null) {
            lastWord = LocalFrame.refusal(correlationId, sessionId(), refusal);
            closeWhenAnswered();
            return;
        }
        opening = true;
        FrameFlyweight request = writer.claim(FrameLayout.HEADER_LENGTH + OpenSession.REQUEST_LENGTH);
        request.init(FrameKind.CONTROL, OpenSession.REQUEST_LENGTH)
                .method(ControlMethod.OPEN_SESSION)
                .correlationId(correlationId)
                .sessionId(sessionId());
        OpenSession.putRequest(request, clientId, access.ownerId());
        writer.commit();
    }

    private void control(ByteBuf bytes, int index, long correlationId) {
        int method = bytes.getUnsignedShortLE(index + FrameLayout.METHOD_OFFSET);
        if (!exactlyOnce || method != ControlMethod.CLOSE_SESSION) {
            refuse(
                    Status.PROTOCOL_VIOLATION,
                    correlationId,
                    "a client may send CONTROL only to close its exactly-once session, method "
                            + ControlMethod.CLOSE_SESSION + ", not " + method);
            return;
        }
        if (controlRefusal(method, correlationId)
                == null) { // else the session is forgotten when its time to live is over
            FrameFlyweight request = writer.claim(FrameLayout.HEADER_LENGTH);
            request.init(FrameKind.CONTROL, 0).method(method).sessionId(sessionId());
            writer.commit();
        }
        closeWhenAnswered();
    }

    /** Why a CONTROL frame is not taken, or null. */
    private Refusal controlRefusal(int method, long correlationId) {
        if (writer.isFree()) {
            return null;
        }
        writer.asked()
                .init(FrameKind.CONTROL, 0)
                .method(method)
                .priority(FrameLayout.MAX_PRIORITY)
                .correlationId(correlationId)
                .sessionId(sessionId());
        return writer.refusal();
    }

    private boolean isDamaged(ByteBuf bytes, int index, int length) {
        int crc32c = bytes.getIntLE(index + FrameLayout.CRC32C_OFFSET);
        return crc32c != 0 && crc32c != writer.checksum(bytes, index, length);
    }

    private void refuseDamaged(long correlationId) {
        refuse(Status.CHECKSUM_MISMATCH, correlationId, "the frame's bytes do not match its crc32c");
    }

    private void tooSlow(String why) {
        writer.counters().slowRequestsClosed++;
        refuse(Status.TIMEOUT, unread == null ? 0 : FrameBounds.correlationId(unread), why);
        forget();
    }

    private void refuse(Status status, long correlationId, String text) {
        writer.counters().refusedFrames++;
        lastWord = LocalFrame.error(correlationId, sessionId(), status, text);
        closeWhenAnswered();
    }

    private void send(FrameFlyweight frame) {
        out(frame.length()).writeBytes(frame.buffer().byteArray(), 0, frame.length());
    }
}
