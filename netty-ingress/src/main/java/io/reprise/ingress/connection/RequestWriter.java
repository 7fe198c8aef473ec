package io.reprise.ingress.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.reprise.kernel.Kernel;
import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.metrics.LatencyRecorder;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.stage.JournalGate;
import io.reprise.kernel.time.Clock;
import io.reprise.kernel.time.RealtimeClock;
import io.reprise.kernel.time.TimerQueue;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.agrona.ErrorHandler;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The only writer of the kernel's input ring, and the reader of its answers. Event loop only, but for {@link #wakeUp()}.
 *
 * <p>Connections write requests during a turn of the event loop; at the end of the turn all of them are published at
 * once, the stages run (in mode {@code inline}), and the answers that are released go out, one write per connection.
 *
 * <p>Clients may come before there is a kernel: until {@link #start} requests are refused with NOT_INITIALIZED.
 */
public final class RequestWriter {
    /** How long a turn of the event loop may take before sockets are read again, give or take a batch of the engine. */
    private static final long TURN_NS = 1_000_000;

    /** The longest turn: a client that is refused hears so within about as much. */
    private static final long MAX_TURN_NS = 2_500_000;

    /** Turns that leave work take so many times what the sockets took in between, so that much goes to executing. */
    private static final int WORK_SHARE = 9;

    private static final long ROOM_POLL_MS = 1;

    private final EventLoop eventLoop;
    private final FrameChecksum checksum = new FrameChecksum();
    private final Admission admission;
    private final ShedLog shedLog;
    private final OccupancyLog occupancyLog;
    private final FrameFlyweight asked =
            new FrameFlyweight().wrap(new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH]), 0);
    private final Consumer<Throwable> onFailure;
    private final LatencyRecorder latency = new LatencyRecorder("end-to-end");
    private final IngressCounters counters = new IngressCounters();
    private final Long2ObjectHashMap<Connection> connections = new Long2ObjectHashMap<>();
    private final List<Connection> dirty = new ArrayList<>();
    private final List<Connection> flushing = new ArrayList<>();
    private final List<Connection> waiting = new ArrayList<>();
    private final List<Connection> resuming = new ArrayList<>();
    private final ArrayDeque<Connection> roomless = new ArrayDeque<>();
    private final AtomicBoolean wakeUpPending = new AtomicBoolean();
    private final Runnable turn = this::turn;
    private final Runnable wokenTurn = this::wokenTurn;
    private final Runnable roomPoll = this::pollRoom;
    private final Runnable dueTurn = this::dueTurn;
    private final MutableDirectBuffer command = new ExpandableArrayBuffer();
    private byte[] body = new byte[4096];
    private Runnable beforeTurn = () -> {};
    private Kernel kernel;
    private Clock clock = new RealtimeClock(0); // until there is a kernel
    private FrameSequencer sequencer;
    private FrameRing input;
    private ByteBuffer inputView;
    private ByteBuffer outputView;
    private ErrorHandler errors = error -> {};
    private boolean turnPending;
    private boolean workLeft;
    private long lastTurnEndNs;
    private boolean roomPollPending;
    private boolean batchOpen;
    private boolean stopped; // in order, or by a failure
    private long nextSessionId;
    private long lastSessionId;
    private Connection lastConnection;
    private long lastAnswered;
    private long heldBytes;
    private long tickAtNs = TimerQueue.NO_DEADLINE;
    private long tickSequence;
    private Future<?> tickTimer;
    private Future<?> workTimer;

    /**
     * @param newAdmission over the input ring of the kernel to come
     * @param firstSessionId sessions are numbered from here
     * @param onFailure what a stage threw in this thread
     */
    public RequestWriter(
            EventLoop eventLoop, Admission newAdmission, long firstSessionId, Consumer<Throwable> onFailure) {
        this.eventLoop = eventLoop;
        this.admission = newAdmission;
        this.shedLog = new ShedLog(this, eventLoop);
        this.occupancyLog = new OccupancyLog(this, newAdmission);
        this.nextSessionId = firstSessionId;
        this.onFailure = onFailure;
        admission.close(Refusal.NOT_INITIALIZED);
    }

    /**
     * From now on there is a kernel, and timers of a run that is continued fire. Requests are taken when
     * {@link Admission} is opened for {@link Status#NOT_INITIALIZED}. Once.
     *
     * @param newInput the kernel's input ring
     * @param output the kernel's output ring
     */
    public void start(Kernel startedKernel, FrameRing newInput, FrameRing output, Clock kernelClock) {
        kernel = startedKernel;
        input = newInput;
        clock = kernelClock;
        sequencer = startedKernel.sequencer();
        inputView = input.newByteView();
        outputView = output.newByteView();
        turn();
    }

    /** Does something at the start of every turn that finds room, such as writing a frame of its own. Before {@link #start}. */
    public void beforeTurn(Runnable action) {
        beforeTurn = action;
    }

    public IngressCounters counters() {
        return counters;
    }

    /** What decides whether requests are taken. */
    public Admission admission() {
        return admission;
    }

    /**
     * Whether any request may be taken, so that {@link #refusal} need not be asked. To be asked before every claim: here the
     * journal hears how full the kernel is, before the frame that may meet another fate for it.
     */
    public boolean isFree() {
        occupancyLog.onRequest();
        return admission.isFree();
    }

    /** The header of a request that is asked about, to be filled in; the same one each time. */
    public FrameFlyweight asked() {
        return asked;
    }

    /**
     * Whether the request of header {@link #asked} is taken.
     *
     * @return null when it is; else why not, which is counted, and journaled where that is part of the story
     */
    public Refusal refusal() {
        Refusal refusal = admission.check(asked);
        if (refusal != null) {
            counters.onRefusal(refusal);
            if (refusal.status() == Status.OVERLOADED) {
                shedLog.onShed(asked, refusal, admission.reason());
            }
        }
        return refusal;
    }

    /** Whether no request will be taken, however urgent: it need not even be read. */
    public boolean isHopeless() {
        return !isFree()
                && admission.check(asked.init(FrameKind.REQUEST, 0).priority(FrameLayout.MAX_PRIORITY)) != null;
    }

    /**
     * Tells a machine that the client of a request has gone before its whole answer. With a full ring the machine is not told.
     *
     * @param correlationId of the request, and of the NOTIFICATION
     */
    public void notifyAbandoned(int service, int method, long sessionId, long correlationId) {
        FrameFlyweight notification = stopped || kernel == null ? null : claimIfRoom(FrameLayout.HEADER_LENGTH);
        if (notification != null) {
            notification
                    .init(FrameKind.NOTIFICATION, 0)
                    .service(service)
                    .method(method)
                    .priority(FrameLayout.MAX_PRIORITY)
                    .correlationId(correlationId)
                    .sessionId(sessionId);
            commit();
        }
    }

    /** Where a codec writes the command of the request it reads. */
    public MutableDirectBuffer command() {
        return command;
    }

    /** Bytes to hold a body while a codec reads it. */
    public byte[] body(int length) {
        if (body.length < length) {
            body = new byte[Math.max(length, 2 * body.length)];
        }
        return body;
    }

    /** Kernel time now. */
    public long nowNs() {
        return clock.timeNs();
    }

    public LatencyRecorder latency() {
        return latency;
    }

    /** Who hears of what goes wrong here and is no client's doing; to be set before the first connection. */
    public void reportErrorsTo(ErrorHandler handler) {
        errors = handler;
    }

    /** Tells of what went wrong and is no client's doing. */
    public void onError(Throwable error) {
        errors.onError(error);
    }

    /** Open connections. */
    public int connectionCount() {
        return connections.size();
    }

    /** The last sequence whose answers, if it has any, were handed to their connections. */
    public long releasedSequence() {
        return kernel == null ? 0 : kernel.releasedSequence(lastAnswered);
    }

    /** Calls {@code action} for every connection. */
    public void forEachConnection(Consumer<Connection> action) {
        List.copyOf(connections.values()).forEach(action);
    }

    long register(Connection connection) {
        long sessionId = nextSessionId++;
        connections.put(sessionId, connection);
        counters.connectionsOpened++;
        return sessionId;
    }

    void unregister(Connection connection) {
        connections.remove(connection.sessionId());
        forgetLast();
    }

    /** The connection has this session from here on, and who had it gets another one. */
    void rename(Connection connection, long sessionId) {
        connections.remove(connection.sessionId());
        Connection displaced = connections.put(sessionId, connection);
        if (displaced != null) {
            connections.put(nextSessionId, displaced);
            displaced.displace(nextSessionId++);
        }
        forgetLast();
    }

    private void forgetLast() {
        lastSessionId = 0;
        lastConnection = null;
    }

    /** Notes that connections keep so many bytes more; returns how many they keep in all. */
    long hold(int bytes) {
        heldBytes += bytes;
        return heldBytes;
    }

    void markDirty(Connection connection) {
        dirty.add(connection);
        scheduleTurn();
    }

    /** The connection may go on with bytes it has kept, once this turn's answers are out. */
    void resumeLater(Connection connection) {
        waiting.add(connection);
        scheduleTurn();
    }

    /** The connection may go on once {@link Admission#stillMustWait} says no. */
    void resumeWhenRoom(Connection connection) {
        if (roomless.isEmpty()) {
            counters.overloadWaits++;
        }
        roomless.add(connection);
        scheduleRoomPoll();
    }

    /**
     * Room for a request in the input ring, to be written and then committed or aborted before anything else. There is
     * some for whatever admission lets through.
     *
     * @return the frame, without content
     */
    public FrameFlyweight claim(int frameLength) {
        FrameFlyweight request = claimIfRoom(frameLength);
        if (request == null) {
            throw new IllegalStateException(
                    "admission was not asked: the ring has no room for " + frameLength + " bytes");
        }
        return request;
    }

    /** As {@link #claim}; null when there is no room. */
    FrameFlyweight claimIfRoom(int frameLength) {
        if (!batchOpen) {
            batchOpen = true;
            sequencer.startBatch();
        }
        return sequencer.claim(frameLength);
    }

    /** As {@link #claim}; null when there would be no room for the longest request as well. */
    FrameFlyweight claimBesideRequest(int frameLength) {
        return input.hasRoom(input.maxFrameLength() + frameLength) ? claimIfRoom(frameLength) : null;
    }

    /** Kernel time of a frame that is written now. */
    long batchTimeNs() {
        return batchOpen ? sequencer.timestampNs() : clock.timeNs();
    }

    /** Copies bytes of a Netty buffer to an offset in the input ring. */
    public void copyIn(int offset, ByteBuf source, int sourceIndex, int length) {
        source.getBytes(sourceIndex, inputView.limit(offset + length).position(offset));
    }

    /** Copies bytes of an answer to the end of a Netty buffer. */
    public void copyOut(ByteBuf target, int offset, int length) {
        target.writeBytes(outputView.limit(offset + length).position(offset)); // from a ByteBuf it would allocate
    }

    /** CRC32C of the frame claimed last. */
    public int checksum(FrameFlyweight frame) {
        return checksum.compute(inputView, frame.offset(), frame.length());
    }

    /** CRC32C of a frame that is still in a Netty buffer. */
    public int checksum(ByteBuf bytes, int index, int length) {
        ByteBuffer view = bytes.nioBuffer(index, length);
        return checksum.compute(view, 0, length);
    }

    /** The request claimed last is whole. */
    public void commit() {
        sequencer.commit();
        scheduleTurn();
    }

    /** The request claimed last shall not be. */
    public void abort() {
        sequencer.abort();
        scheduleTurn();
    }

    /** Answers were released, or a deadline moved, on another thread: one task per batch brings the event loop here. */
    public void wakeUp() {
        if (!eventLoop.inEventLoop() && wakeUpPending.compareAndSet(false, true)) {
            eventLoop.execute(wokenTurn);
        }
    }

    /** Whether everything taken in is journaled, applied, released and handed to its connection. */
    public boolean isDrained() {
        if (stopped || kernel == null) {
            return true;
        }
        boolean nothingToSend = !kernel.answers().hasNext() && dirty.isEmpty();
        return kernel.isDrained() && nothingToSend && !shedLog.isPending();
    }

    /** No turn does anything any more: the kernel is about to be closed. */
    public void stop() {
        stopped = true;
    }

    /** Whether no connection waits for an answer, or for room to ask. */
    public boolean isIdle() {
        return unanswered() == 0 && isDrained() && roomless.isEmpty();
    }

    /** How many requests wait for their answers, of all connections. */
    public int unanswered() {
        return connections.values().stream().mapToInt(Connection::unanswered).sum();
    }

    /**
     * Publishes, runs the stages if they are this thread's, sends what is released. After a while the rest is left to the
     * next turn, with a look at the sockets in between: a client that is refused hears so at once, however much there is to
     * be done for others.
     */
    public void turn() {
        if (stopped) {
            return;
        }
        turnPending = true; // who wants another turn meanwhile gets it with the sockets read before
        try {
            long startNs = System.nanoTime();
            long longestNs = longestTurnNs(startNs);
            if (workLeft) {
                flush(); // refusals do not wait for the work
            }
            if (kernel != null && kernel.hasRoom()) {
                beforeTurn.run();
            }
            int frames;
            do {
                frames = work();
            } while (frames > 0 && System.nanoTime() - startNs < longestNs || resume());
            flush();
            if (kernel != null) {
                endTurn();
            }
            workLeft = frames > 0;
            turnPending = workLeft || batchOpen || !dirty.isEmpty() || !waiting.isEmpty();
            if (turnPending) {
                lastTurnEndNs = System.nanoTime();
                eventLoop.schedule(turn, 0, TimeUnit.NANOSECONDS); // what is executed runs before the sockets are read
            }
        } catch (Throwable e) { // libraries under the journal throw checked exceptions without declaring them
            stopped = true;
            onFailure.accept(e);
        }
    }

    private long longestTurnNs(long startNs) {
        return workLeft ? Math.min(MAX_TURN_NS, Math.max(TURN_NS, WORK_SHARE * (startNs - lastTurnEndNs))) : TURN_NS;
    }

    private int work() {
        if (kernel == null) {
            return 0;
        }
        publish();
        return kernel.doWork() + takeAnswers();
    }

    /** Lets connections go on that had to wait. Only here: {@link #claim} may be in the middle of another one's bytes. */
    private boolean resume() {
        boolean any = false;
        while (!roomless.isEmpty() && !admission.stillMustWait()) { // who takes all the room comes last the next time
            roomless.poll().goOn();
            any = true;
        }
        if (waiting.isEmpty()) {
            return any;
        }
        resuming.addAll(waiting);
        waiting.clear();
        for (int i = 0; i < resuming.size(); i++) {
            resuming.get(i).goOn();
        }
        resuming.clear();
        return true;
    }

    private void wokenTurn() {
        wakeUpPending.set(false);
        turn();
    }

    /** Room may come without an answer, which would bring the event loop here. */
    private void scheduleRoomPoll() {
        if (!roomPollPending && !roomless.isEmpty()) {
            roomPollPending = true;
            eventLoop.schedule(roomPoll, ROOM_POLL_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void pollRoom() {
        roomPollPending = false;
        turn();
    }

    private void scheduleTurn() {
        if (!turnPending) {
            turnPending = true;
            eventLoop.execute(turn); // runs once this loop's sockets are read: the batch is all they brought
        }
    }

    private void publish() {
        batchOpen = false;
        sequencer.publish();
    }

    private void endTurn() {
        long nowNs = clock.timeNs();
        latency.record(nowNs);
        admission.onTurn(nowNs);
        occupancyLog.onTurn();
        scheduleTick();
        scheduleWork();
        scheduleRoomPoll();
    }

    private int takeAnswers() {
        FramePoller answers = kernel.answers();
        int count = 0;
        while (answers.next()) {
            take(answers.frame());
            count++;
        }
        answers.release();
        return count;
    }

    /** One write per connection that has something to say. */
    private void flush() {
        while (!dirty.isEmpty()) {
            flushing.addAll(dirty);
            dirty.clear();
            for (int i = 0; i < flushing.size(); i++) {
                flushing.get(i).flush();
            }
            flushing.clear();
        }
    }

    private void take(FrameFlyweight answer) {
        long sessionId = answer.sessionId();
        if (sessionId != lastSessionId) { // answers come in runs of one connection
            lastSessionId = sessionId;
            lastConnection = connections.get(sessionId);
        }
        if (lastConnection == null) {
            counters.orphanAnswers++;
        } else {
            counters.answers++;
            hand(answer, lastConnection);
        }
        if ((answer.flags() & FrameLayout.FLAG_REPEATED) == 0) { // a repeated answer has sequence and time of the first
            lastAnswered = answer.sequence();
            latency.note(answer.timestampNs());
        }
    }

    /** What goes wrong with one client's answer, in a codec, ends that client's connection and no other. */
    private void hand(FrameFlyweight answer, Connection connection) {
        try {
            connection.onAnswer(answer);
        } catch (RuntimeException e) {
            counters.connectionErrors++;
            errors.onError(e);
            connection.closeNow();
        }
    }

    private void scheduleTick() {
        if (kernel.appliedSequence() < tickSequence) {
            return; // the last TICK is on its way; the engine tells when it has seen it
        }
        if (!kernel.hasRoom()) {
            return; // time stands still; who finds room wakes us up
        }
        long deadlineNs = kernel.nextDeadlineNs();
        if (deadlineNs == tickAtNs) {
            return;
        }
        tickAtNs = deadlineNs;
        if (tickTimer != null) {
            tickTimer.cancel(false);
            tickTimer = null;
        }
        if (deadlineNs != TimerQueue.NO_DEADLINE) {
            long delayNs = Math.max(0, deadlineNs - clock.timeNs());
            tickTimer = eventLoop.schedule(this::tick, delayNs, TimeUnit.NANOSECONDS);
        }
    }

    /** In mode {@code inline} the journal may want to sync what it has although no request comes. */
    private void scheduleWork() {
        long dueNs = kernel.workDueNs();
        if (dueNs != JournalGate.NOTHING_DUE && workTimer == null) {
            workTimer = eventLoop.schedule(dueTurn, Math.max(0, dueNs - clock.timeNs()), TimeUnit.NANOSECONDS);
        }
    }

    private void dueTurn() {
        workTimer = null;
        turn();
    }

    private void tick() {
        tickAtNs = TimerQueue.NO_DEADLINE;
        tickTimer = null;
        if (sequencer.tick()) {
            tickSequence = sequencer.sequence();
            counters.ticks++;
        }
        turn(); // with a full ring the deadline still stands, and turn() schedules it again
    }
}
