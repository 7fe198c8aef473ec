package io.reprise.kernel;

import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.stage.DozingIdleStrategy;
import io.reprise.kernel.stage.EngineStage;
import io.reprise.kernel.stage.JournalGate;
import io.reprise.kernel.stage.ReplyGate;
import io.reprise.kernel.stage.Stage;
import io.reprise.kernel.stage.ThreadingMode;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The stages behind the input ring and the threads they run on.
 *
 * <pre>
 *   sequencer ─► input ring ─┬─► journal stage ──┐
 *                            └─► engine stage    ▼
 *                                  └─► output ring ─► reply gate ─► answers
 * </pre>
 *
 * <p>{@link #sequencer()} and {@link #answers()} belong to the one thread that writes requests, the ingress's event
 * loop. In mode {@code inline} that thread also calls {@link #doWork()}.
 */
public final class Kernel implements AutoCloseable {
    private final FrameSequencer sequencer;
    private final Stage journalStage;
    private final List<Stage> behindEngine;
    private final JournalGate journal;
    private final EngineStage engine;
    private final ReplyGate gate;
    private final FramePoller answers;
    private final ThreadingMode threading;
    private final List<AgentRunner> runners = new ArrayList<>();
    private DozingIdleStrategy[] dozers = {};

    /** With nothing else behind the engine; see the other constructor. */
    public Kernel(
            FrameSequencer sequencer,
            FrameRing output,
            Stage journalStage,
            JournalGate journal,
            EngineStage engine,
            ThreadingMode threading,
            Runnable onReleased) {
        this(sequencer, output, journalStage, journal, engine, List.of(), threading, onReleased);
    }

    /**
     * @param output the engine's
     * @param journalStage null for a kernel without a journal, which then takes {@link JournalGate#OPEN}
     * @param behindEngine further consumers of the output ring, such as one that records answers
     * @param onReleased see {@link ReplyGate}
     */
    public Kernel(
            FrameSequencer sequencer,
            FrameRing output,
            Stage journalStage,
            JournalGate journal,
            EngineStage engine,
            List<Stage> behindEngine,
            ThreadingMode threading,
            Runnable onReleased) {
        this.sequencer = sequencer;
        this.journalStage = journalStage;
        this.journal = journal;
        this.engine = engine;
        this.behindEngine = List.copyOf(behindEngine);
        this.threading = threading;
        this.gate = new ReplyGate(output, journal, onReleased);
        this.answers = output.newPoller(true, gate.sequence());
    }

    /**
     * Starts the stages' threads; in mode {@code inline} there are none.
     *
     * @param threads makes each of them, named after its stage
     * @param idle makes a new strategy for a stage's role name
     * @param onFailure what a stage threw, on the stage's thread; the kernel is not usable after
     */
    public void start(ThreadFactory threads, Function<String, IdleStrategy> idle, Consumer<Throwable> onFailure) {
        List<Agent> agents = stages();
        switch (threading) {
            case INLINE -> {
                return;
            }
            case SHARED -> agents = List.of(new CompositeAgent(agents));
            case PIPELINED -> {
                // an agent each
            }
        }
        List<IdleStrategy> strategies = new ArrayList<>();
        for (Agent agent : agents) {
            IdleStrategy strategy =
                    idle.apply(threading == ThreadingMode.SHARED ? threading.label() : agent.roleName());
            strategies.add(strategy);
            runners.add(new AgentRunner(strategy, failStop(onFailure), (AtomicCounter) null, agent));
        }
        dozers = strategies.stream()
                .filter(DozingIdleStrategy.class::isInstance)
                .map(DozingIdleStrategy.class::cast)
                .toArray(DozingIdleStrategy[]::new);
        for (AgentRunner runner : runners) {
            AgentRunner.startOnThread(runner, threads);
        }
    }

    /**
     * Runs every stage once on the calling thread, in mode {@code inline}; in the others it wakes those that doze. To be
     * called after frames were published.
     *
     * @return how many frames were handled
     */
    public int doWork() {
        if (threading != ThreadingMode.INLINE) {
            wakeDozers();
            return 0;
        }
        int frames = journalStage == null ? 0 : journalStage.doWork();
        frames += engine.doWork();
        for (int i = 0; i < behindEngine.size(); i++) {
            frames += behindEngine.get(i).doWork();
        }
        return frames + gate.doWork();
    }

    private void wakeDozers() {
        VarHandle.fullFence(); // what was published is visible before anyone is found awake
        for (DozingIdleStrategy dozer : dozers) {
            dozer.wake();
        }
    }

    public FrameSequencer sequencer() {
        return sequencer;
    }

    /** The answers that may be sent. */
    public FramePoller answers() {
        return answers;
    }

    public ThreadingMode threading() {
        return threading;
    }

    /** When the next TICK is wanted, kernel time; any thread. */
    public long nextDeadlineNs() {
        return engine.nextDeadlineNs();
    }

    /** Whether the journal has room: while false, no request may be claimed, and there are no ticks. Any thread. */
    public boolean hasRoom() {
        return journal.hasRoom();
    }

    /** When {@link #doWork()} is to be called even if no frame comes, kernel time; only in mode {@code inline}. */
    public long workDueNs() {
        return threading == ThreadingMode.INLINE ? journal.syncDueNs() : JournalGate.NOTHING_DUE;
    }

    /** The last sequence the engine has applied; any thread. */
    public long appliedSequence() {
        return engine.appliedSequence();
    }

    /** How often a machine threw and was quarantined, in this run; any thread. */
    public long faults() {
        return engine.faults();
    }

    /**
     * The last sequence whose answers have all been taken from {@link #answers()}. Writer thread only.
     *
     * @param lastTaken sequence of the last answer taken
     */
    public long releasedSequence(long lastTaken) {
        long answered = Math.min(engine.appliedSequence(), journal.safeSequence()); // before it is asked what is left
        return gate.isDrained() && !answers.hasNext() ? Math.max(answered, lastTaken) : lastTaken;
    }

    /** Whether everything published so far is journaled, applied and released. Writer thread only. */
    public boolean isDrained() {
        long last = sequencer.sequence();
        return engine.appliedSequence() >= last && journal.safeSequence() >= last && gate.isDrained();
    }

    /** Stops the threads, each at the end of its duty cycle, and closes the stages. Drain first. */
    @Override
    public void close() {
        if (runners.isEmpty()) {
            stages().forEach(Agent::onClose);
        }
        runners.forEach(AgentRunner::close);
    }

    private List<Agent> stages() {
        List<Agent> stages = new ArrayList<>();
        if (journalStage != null) {
            stages.add(journalStage);
        }
        stages.add(engine);
        stages.addAll(behindEngine);
        stages.add(gate);
        return stages;
    }

    /** The first error ends the thread: a stage never works on after one. */
    private static ErrorHandler failStop(Consumer<Throwable> onFailure) {
        return error -> {
            onFailure.accept(error);
            throw new org.agrona.concurrent.AgentTerminationException(error);
        };
    }
}
