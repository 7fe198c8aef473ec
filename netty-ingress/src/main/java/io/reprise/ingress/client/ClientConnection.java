package io.reprise.ingress.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.reprise.ingress.binary.HelloPayload;
import io.reprise.kernel.frame.ControlMethod;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One client of a server, over as many TCP connections in a row as it takes. Event loop only; allocates nothing per
 * request or answer.
 *
 * <p>A request is written in place, between {@link #claim} and {@link #commit}; it leaves with the next {@link #flush}.
 * What its answer is and what becomes of it when the connection is lost, the {@link AnswerHandler} is told.
 * {@link RepriseClient} is the same for any number of threads.
 */
public final class ClientConnection {
    private static final int NONE = InFlight.NONE;

    /** How far the connection is. */
    private enum State {
        NEW,
        /** Waits for TCP, TLS or WELCOME. */
        CONNECTING,
        /** Takes requests. */
        READY,
        /** Waits until it is time to try again. */
        WAITING,
        CLOSED
    }

    private final EventLoop loop;
    private final ClientConfig config;
    private final NanoClock clock;
    private final AnswerHandler handler;
    private final ClientCounters counters = new ClientCounters();
    private final InFlight inFlight;
    private final KeptFrames frames;
    private final FrameFlyweight request = new FrameFlyweight();
    private final boolean exactlyOnce;
    private State state = State.NEW;
    private FrameReader reader;
    private Channel channel;
    private ScheduledFuture<?> timer;
    private String complaint = "";
    private long sessionId;
    private int maxFrameLength = FrameLayout.DEFAULT_MAX_FRAME_LENGTH;
    private int failedAttempts;
    private boolean welcomedBefore;
    private long readyNs;
    private long lastReadNs;
    private long readNsAtPing;
    private boolean pinged;

    /**
     * @param loop a Netty event loop of {@link ClientTransport#newFactory}; all calls are made on its thread
     * @param clock of the times that answers are given with
     */
    public ClientConnection(EventLoop loop, ClientConfig config, NanoClock clock, AnswerHandler handler) {
        this.loop = loop;
        this.config = config;
        this.clock = clock;
        this.handler = handler;
        this.exactlyOnce = config.delivery() == Delivery.EXACTLY_ONCE;
        this.inFlight = new InFlight(config.maxInFlight(), exactlyOnce);
        this.frames = new KeptFrames(config.maxKeptBytes());
    }

    /** Starts to connect; once. */
    public void connect() {
        if (state == State.NEW) {
            attempt();
        }
    }

    /** Whether the server takes requests now. */
    public boolean isReady() {
        return state == State.READY;
    }

    /** Whether it is over: nothing will be sent or told any more. */
    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Most requests that may wait for an answer: the limit of the configuration or the server's; 0 before WELCOME. */
    public int window() {
        return inFlight.limit();
    }

    /** How many requests wait for an answer. */
    public int inFlight() {
        return inFlight.size();
    }

    /** Slots are numbers from 0 to below this. */
    public int slots() {
        return inFlight.slots();
    }

    /** Longest payload of a request in bytes, by the last WELCOME. */
    public int maxPayloadLength() {
        return Math.min(maxFrameLength, config.maxKeptBytes()) - FrameLayout.HEADER_LENGTH;
    }

    /** What has happened so far. */
    public ClientCounters counters() {
        return counters;
    }

    /** Of the session, given by WELCOME; 0 before, and between sessions. */
    public long sessionId() {
        return sessionId;
    }

    /**
     * Room for a request; service, method and payload are to be set, priority, seed and timeout may be.
     *
     * @return valid until the next call of this method, or null when the connection is not ready or has no room: then
     *     answers will make it
     * @throws IllegalArgumentException when the payload is longer than {@link #maxPayloadLength}
     */
    public FrameFlyweight claim(int payloadLength) {
        if (payloadLength > maxPayloadLength()) {
            throw new IllegalArgumentException(
                    "a payload has up to " + maxPayloadLength() + " bytes here; got " + payloadLength);
        }
        if (state != State.READY || !inFlight.hasRoom()) {
            return null;
        }
        int offset = frames.claim(FrameLayout.HEADER_LENGTH + payloadLength);
        return offset == KeptFrames.NONE
                ? null
                : request.wrap(frames.buffer(), offset)
                        .init(FrameKind.REQUEST, payloadLength)
                        .sessionId(sessionId);
    }

    /** The claimed request is complete. @return its slot */
    public int commit() {
        long id = inFlight.add();
        request.correlationId(id);
        frames.commit(request.length());
        return inFlight.slotOf(id);
    }

    /** Writes what was committed, if the socket takes it; otherwise it is written when the socket does. */
    public void flush() {
        if (state != State.READY || frames.isWritten() || !channel.isWritable()) {
            return;
        }
        ByteBuf out = channel.alloc().directBuffer(frames.unwritten());
        frames.write(out);
        if (!config.isSentAgain()) {
            frames.dropWritten();
        }
        channel.writeAndFlush(out, channel.voidPromise());
    }

    /** The caller waits no longer: the request is not sent again, and its answer is ignored if it comes. */
    public void abandon(int slot) {
        counters.unknownOutcomes++;
        remove(slot);
    }

    /** Ends the connection and its session; what waits for an answer is told as unknown. */
    public void close() {
        if (exactlyOnce && state == State.READY) {
            send(
                    channel,
                    frame(FrameKind.CONTROL, 0)
                            .method(ControlMethod.CLOSE_SESSION)
                            .sessionId(sessionId));
        }
        end("the client closed the connection");
    }

    private void attempt() {
        state = State.CONNECTING;
        FrameReader newReader = new FrameReader(this, clock);
        reader = newReader;
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(ClientTransport.socketOf(loop))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the timer below sees to it
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel newChannel) {
                        config.tls()
                                .ifPresent(tls -> newChannel
                                        .pipeline()
                                        .addLast(tls.newHandler(newChannel.alloc(), config.host(), config.port())));
                        newChannel.pipeline().addLast(newReader);
                    }
                })
                .connect(config.host(), config.port());
        channel = connecting.channel();
        timer = loop.schedule(
                () -> onLost(
                        newReader,
                        "the server did not answer HELLO within "
                                + config.timeouts().connectMs() + " ms"),
                config.timeouts().connectMs(),
                TimeUnit.MILLISECONDS);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                onLost(
                        newReader,
                        "cannot connect to " + config.host() + ":" + config.port() + ": "
                                + done.cause().getMessage());
            }
        });
    }

    /** TCP stands; with TLS what is written waits until that stands too. */
    void onConnected(FrameReader from, Channel newChannel) {
        if (from == reader) {
            byte[] key = config.apiKey().getBytes(StandardCharsets.UTF_8);
            FrameFlyweight hello = frame(FrameKind.HELLO, HelloPayload.HELLO_LENGTH + key.length);
            int flags = exactlyOnce ? HelloPayload.FLAG_EXACTLY_ONCE : 0;
            HelloPayload.putHello(hello.buffer(), hello.payloadOffset(), flags, exactlyOnce ? sessionId : 0, key);
            send(newChannel, hello);
        }
    }

    /** A frame has come that is whole and undamaged. */
    void onFrame(FrameReader from, FrameFlyweight frame, long nowNs) {
        lastReadNs = nowNs;
        int kind = frame.kind();
        if (kind == FrameKind.RESPONSE || kind == FrameKind.ERROR || kind == FrameKind.PART) {
            int slot = inFlight.find(frame.correlationId());
            if (slot != NONE && state == State.READY) {
                onAnswer(slot, frame, nowNs);
                return;
            }
        }
        onOther(from, frame, nowNs);
    }

    void onReadComplete() {
        handler.onReadComplete();
    }

    private void onAnswer(int slot, FrameFlyweight answer, long nowNs) {
        boolean last = answer.kind() != FrameKind.PART || (answer.flags() & FrameLayout.FLAG_LAST) != 0;
        failedAttempts = 0;
        handler.onAnswer(slot, answer, last, nowNs);
        if (last && inFlight.find(answer.correlationId()) == slot) { // the handler may have closed the connection
            remove(slot);
        }
        if (answer.status() == Status.SESSION_NOT_FOUND.code() && exactlyOnce) {
            expire(reader, "the server answered a request with " + ErrorPayload.text(answer));
        }
    }

    /** The server has forgotten the session, so nobody knows what was executed; the next connection gets a new one. */
    private void expire(FrameReader from, String why) {
        fail("session " + sessionId + " has expired: " + why);
        sessionId = 0;
        inFlight.restart();
        onLost(from, why);
    }

    /** Everything that is not simply an answer: rare. */
    private void onOther(FrameReader from, FrameFlyweight frame, long nowNs) {
        switch (frame.kind()) {
            case FrameKind.WELCOME -> onWelcome(from, frame, nowNs);
            case FrameKind.PONG -> failedAttempts = 0;
            case FrameKind.ERROR -> onComplaint(from, frame);
            default -> onStray(frame);
        }
    }

    private void onStray(FrameFlyweight frame) {
        boolean late = inFlight.isDone(frame.correlationId());
        if (late) {
            counters.ignoredAnswers++;
        }
        handler.onStray(frame, late);
    }

    private void onComplaint(FrameReader from, FrameFlyweight error) {
        String text = nameOf(error.status()) + ": " + ErrorPayload.text(error);
        if (state == State.READY) {
            if (!inFlight.isDone(error.correlationId())) {
                complaint = "the server said " + text; // and closes the connection, most likely
            }
            onStray(error);
        } else if (error.status() == Status.SESSION_NOT_FOUND.code()) {
            expire(from, "the server answered HELLO with " + text);
        } else if (Status.of(error.status()).retryable()) {
            onLost(from, "the server answered HELLO with " + text);
        } else {
            end("the server answered HELLO with " + text);
        }
    }

    private void onWelcome(FrameReader from, FrameFlyweight welcome, long nowNs) {
        if (state != State.CONNECTING || welcome.payloadLength() < HelloPayload.WELCOME_LENGTH) {
            throw new ProtocolFaultException("the server sent a WELCOME that is late or short: " + welcome);
        }
        int payload = welcome.payloadOffset();
        int maxInFlight = HelloPayload.maxInFlight(welcome.buffer(), payload);
        int maxLength = HelloPayload.maxFrameLength(welcome.buffer(), payload);
        if (maxInFlight < 1 || maxLength < FrameLayout.HEADER_LENGTH) {
            throw new ProtocolFaultException("the server's WELCOME allows " + maxInFlight + " requests of " + maxLength
                    + " bytes; want 1 or more of " + FrameLayout.HEADER_LENGTH + " or more");
        }
        if (exactlyOnce && sessionId != 0 && welcome.sessionId() != sessionId) {
            end("the server did not take up session " + sessionId + " but " + welcome.sessionId()
                    + ": it does not keep sessions");
            return;
        }
        timer.cancel(false);
        maxFrameLength = maxLength;
        from.maxFrameLength(maxLength);
        inFlight.limit(Math.min(config.maxInFlight(), maxInFlight), maxInFlight);
        sessionId = welcome.sessionId();
        complaint = "";
        readyNs = nowNs;
        state = State.READY;
        if (welcomedBefore) {
            counters.reconnects++;
        }
        welcomedBefore = true;
        sendAgain();
        startPings(from);
        handler.onReady();
    }

    /** Everything that is kept has been written before or never will be in another way. */
    private void sendAgain() {
        ByteBuf out = null;
        for (int offset = frames.first(); offset != KeptFrames.NONE; offset = frames.next(offset)) {
            FrameFlyweight frame = request.wrap(frames.buffer(), offset);
            int slot = inFlight.find(frame.correlationId());
            if (slot != NONE) {
                frame.sessionId(sessionId);
                if (out == null) {
                    out = channel.alloc().directBuffer();
                }
                frames.copy(offset, frame.length(), out);
                counters.resent++;
                handler.onResent(slot);
            }
        }
        frames.allWritten();
        if (out != null) {
            channel.writeAndFlush(out, channel.voidPromise());
        }
    }

    private void startPings(FrameReader from) {
        long pingMs = config.timeouts().pingMs();
        if (pingMs > 0) {
            pinged = false;
            timer = loop.scheduleWithFixedDelay(() -> ping(from, pingMs), pingMs, pingMs, TimeUnit.MILLISECONDS);
        }
    }

    /** Time in which this side stood still does not count: what came meanwhile is read before this is called again. */
    private void ping(FrameReader from, long pingMs) {
        if (lastReadNs != readNsAtPing) {
            readNsAtPing = lastReadNs;
            pinged = false;
        } else if (pinged) {
            onLost(from, "nothing came from the server for " + pingMs + " ms after a PING");
        } else {
            pinged = true;
            send(channel, frame(FrameKind.PING, 0));
        }
    }

    /** This TCP connection is of no more use. */
    void onLost(FrameReader from, String why) {
        if (from != reader || state == State.CLOSED) {
            return;
        }
        String reason = complaint.isEmpty() ? why : complaint;
        complaint = "";
        boolean lasted = state == State.READY
                && clock.nanoTime() - readyNs
                        > TimeUnit.MILLISECONDS.toNanos(config.reconnect().maxDelayMs());
        disconnect();
        if (lasted) {
            failedAttempts = 0;
        }
        if (failedAttempts >= config.reconnect().maxAttempts()) {
            end(reason);
            return;
        }
        state = State.WAITING;
        if (!config.isSentAgain()) {
            fail(reason);
        }
        timer = loop.schedule(this::attempt, config.reconnect().delayMs(failedAttempts), TimeUnit.MILLISECONDS);
        failedAttempts++;
        handler.onLost(reason);
    }

    private void end(String reason) {
        if (state == State.CLOSED) {
            return;
        }
        disconnect();
        state = State.CLOSED;
        fail(reason);
        handler.onClosed(reason);
    }

    private void disconnect() {
        if (timer != null) {
            timer.cancel(false);
        }
        if (reader != null) {
            reader.close();
            channel.close();
            reader = null;
        }
    }

    /** Whoever waits learns that nobody knows. */
    private void fail(String reason) {
        for (int slot = 0; slot < inFlight.slots(); slot++) {
            if (inFlight.isWaiting(slot)) {
                inFlight.remove(slot);
                counters.unknownOutcomes++;
                handler.onUnknown(slot, reason);
            }
        }
        frames.clear();
    }

    private void remove(int slot) {
        inFlight.remove(slot);
        frames.dropAnswered(inFlight);
    }

    private static FrameFlyweight frame(int kind, int payloadLength) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH + payloadLength]);
        return new FrameFlyweight().wrap(bytes, 0).init(kind, payloadLength);
    }

    private static void send(Channel to, FrameFlyweight frame) {
        to.writeAndFlush(Unpooled.wrappedBuffer(frame.buffer().byteArray()), to.voidPromise());
    }

    private static String nameOf(int status) {
        return Status.of(status).code() == status ? Status.of(status).name() : "STATUS_" + status;
    }
}
