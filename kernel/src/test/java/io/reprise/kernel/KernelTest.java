package io.reprise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.fixture.Bytes;
import io.reprise.kernel.fixture.TestProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.MachineFaultException;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.machine.StateMachine;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.stage.EngineStage;
import io.reprise.kernel.stage.IdleStrategies;
import io.reprise.kernel.stage.JournalGate;
import io.reprise.kernel.stage.Stage;
import io.reprise.kernel.stage.ThreadingMode;
import io.reprise.kernel.time.SimulatedClock;
import java.util.List;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
final class KernelTest {
    private static final int FAULTY = 9;

    private final SimulatedClock clock = new SimulatedClock(0);
    private final FrameRing input = new FrameRing(1 << 14, 512);
    private final FrameRing output = new FrameRing(1 << 14, 512);
    private final Machines machines =
            new Machines(List.of(new EchoProvider(), TestProvider.of(FAULTY, "faulty", failing())), new TreeMap<>());
    private final Engine engine = new Engine(machines, 1, output, FaultPolicy.HALT, (sequence, digest) -> {});
    private final Journal journal = new Journal(input);
    private final FrameSequencer sequencer = new FrameSequencer(input, clock, 0, 0);
    private final SortedSet<String> threadNames = new ConcurrentSkipListSet<>();
    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private long sum;

    /** A consumer; as a journal, it is as safe as it has read. */
    private static final class Journal implements Stage, JournalGate {
        private final FramePoller poller;
        private volatile long safeSequence;
        private volatile boolean closed;

        Journal(FrameRing input) {
            this.poller = input.newPoller(true);
        }

        @Override
        public int doWork() {
            long[] last = {safeSequence};
            int frames = poller.poll(
                    frame -> {
                        last[0] = frame.sequence();
                        return true;
                    },
                    MAX_BATCH);
            safeSequence = last[0];
            return frames;
        }

        @Override
        public long safeSequence() {
            return safeSequence;
        }

        @Override
        public void onClose() {
            closed = true;
        }

        @Override
        public String roleName() {
            return "journal";
        }
    }

    private static StateMachine failing() {
        return (request, context) -> {
            throw new IllegalStateException("broken");
        };
    }

    @ParameterizedTest
    @CsvSource({"INLINE, ''", "SHARED, '[journal,engine,egress]'", "PIPELINED, egress engine journal"})
    void shouldAnswerInOrderOnAnyThreads(ThreadingMode threading, String threads) throws InterruptedException {
        Kernel kernel = kernel(threading);
        start(kernel);
        int requests = 20_000;
        for (int sent = 0; sent < requests; sent++) {
            while (!add(EchoProvider.SERVICE)) {
                turn(kernel);
            }
            sequencer.publish();
        }
        while (!kernel.isDrained() || kernel.answers().hasNext()) {
            turn(kernel);
        }

        assertEquals(requests, sum);
        assertEquals(requests, kernel.appliedSequence());
        assertEquals(requests, journal.safeSequence());
        assertEquals(threads, String.join(" ", threadNames));
        assertSame(threading, kernel.threading());
        assertSame(sequencer, kernel.sequencer());
        kernel.close();
        for (Thread thread : started) {
            thread.join();
        }
        assertTrue(journal.closed);
        assertEquals(List.of(), List.copyOf(failures));
    }

    @ParameterizedTest
    @EnumSource(names = {"SHARED", "PIPELINED"})
    void shouldEndTheThreadOfAStageThatFails(ThreadingMode threading) throws InterruptedException {
        Kernel kernel = kernel(threading);
        start(kernel);
        add(FAULTY);
        add(EchoProvider.SERVICE);
        sequencer.publish();
        Thread failed = started.stream()
                .filter(thread -> thread.getName().contains("engine"))
                .findFirst()
                .orElseThrow();
        failed.join();

        assertEquals(1, failures.size(), failures::toString);
        assertInstanceOf(MachineFaultException.class, failures.peek());
        assertEquals(0, kernel.appliedSequence());
        assertFalse(kernel.isDrained());
        kernel.close();
    }

    @Test
    void shouldLetAFailureOutWhenTheCallerRunsTheStages() {
        Kernel kernel = kernel(ThreadingMode.INLINE);
        add(FAULTY);
        sequencer.publish();

        assertThrows(MachineFaultException.class, kernel::doWork);
        kernel.close();
    }

    @Test
    void shouldHoldAnswersUntilTheJournalHasTheRequest() {
        long[] safe = {0};
        Kernel kernel = kernel(ThreadingMode.INLINE, null, () -> safe[0]);
        add(EchoProvider.SERVICE);
        sequencer.publish();
        assertFalse(kernel.isDrained());

        assertEquals(1, kernel.doWork());
        assertEquals(1, kernel.appliedSequence());
        assertFalse(kernel.answers().hasNext());
        assertFalse(kernel.isDrained());

        safe[0] = 1;
        assertEquals(1, kernel.doWork());
        assertTrue(kernel.answers().hasNext());
        assertTrue(kernel.isDrained());
    }

    @Test
    void shouldLeaveTheStagesToTheirThreads() {
        Kernel kernel = kernel(ThreadingMode.SHARED);
        add(EchoProvider.SERVICE);
        sequencer.publish();

        assertEquals(0, kernel.doWork());
        assertEquals(0, kernel.appliedSequence());
        kernel.close();
    }

    @Test
    void shouldRunFurtherStagesBehindTheEngine() {
        Journal recorder = new Journal(output);
        EngineStage engineStage = new EngineStage(input, engine, clock, () -> {});
        Kernel kernel = new Kernel(
                sequencer, output, journal, journal, engineStage, List.of(recorder), ThreadingMode.INLINE, () -> {});
        add(EchoProvider.SERVICE);
        sequencer.publish();

        assertEquals(4, kernel.doWork(), "journal, engine, recorder and gate");
        assertEquals(1, recorder.safeSequence(), "the answer's sequence is its request's");
        kernel.close();
        assertTrue(recorder.closed);
    }

    @Test
    void shouldRunWithoutAJournal() {
        Kernel kernel = kernel(ThreadingMode.INLINE, null, JournalGate.OPEN);
        add(EchoProvider.SERVICE);
        sequencer.publish();

        assertEquals(2, kernel.doWork(), "engine and gate");
        assertTrue(kernel.answers().hasNext());
        kernel.close();
    }

    private Kernel kernel(ThreadingMode threading) {
        return kernel(threading, journal, journal);
    }

    private Kernel kernel(ThreadingMode threading, Stage journalStage, JournalGate gate) {
        EngineStage engineStage = new EngineStage(input, engine, clock, () -> {});
        return new Kernel(sequencer, output, journalStage, gate, engineStage, threading, () -> {});
    }

    private void start(Kernel kernel) {
        kernel.start(this::newThread, IdleStrategies.perStage("yield"), failures::add);
    }

    private Thread newThread(Runnable runner) {
        Thread thread = new Thread(() -> {
            threadNames.add(Thread.currentThread().getName());
            runner.run();
        });
        thread.setUncaughtExceptionHandler((failed, failure) -> {}); // the kernel reports it by itself
        thread.setDaemon(true);
        started.add(thread);
        return thread;
    }

    /** What an event loop does: run the stages if they are its own, then send what may be sent. */
    private void turn(Kernel kernel) {
        int frames = kernel.doWork();
        frames += kernel.answers()
                .poll(
                        answer -> {
                            sum = answer.buffer().getLong(answer.payloadOffset(), FrameLayout.ORDER);
                            assertEquals(sum, answer.sequence());
                            return true;
                        },
                        100);
        if (frames == 0) {
            Thread.yield();
        }
    }

    private boolean add(int service) {
        byte[] payload = Bytes.longs(1, 1);
        sequencer.startBatch();
        FrameFlyweight frame = sequencer.claim(FrameLayout.HEADER_LENGTH + payload.length);
        if (frame == null) {
            return false;
        }
        frame.init(FrameKind.REQUEST, payload.length).service(service).method(EchoProvider.ADD);
        frame.buffer().putBytes(frame.payloadOffset(), payload);
        sequencer.commit();
        return true;
    }
}
