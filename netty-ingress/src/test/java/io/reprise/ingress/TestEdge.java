package io.reprise.ingress;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.reprise.ingress.connection.Admission;
import io.reprise.ingress.connection.IngressConfig;
import io.reprise.ingress.connection.IngressCounters;
import io.reprise.ingress.connection.IngressLimits;
import io.reprise.ingress.connection.IngressTimeouts;
import io.reprise.ingress.connection.OverloadPolicy;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.ingress.http.HttpPage;
import io.reprise.ingress.security.IngressSecurity;
import io.reprise.kernel.Kernel;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.stage.EngineStage;
import io.reprise.kernel.stage.IdleStrategies;
import io.reprise.kernel.stage.ThreadingMode;
import io.reprise.kernel.time.RealtimeClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The edge before a kernel without a journal, in this JVM, reached through real sockets. Services {@code echo} and
 * {@link TestProvider}, also over HTTP ({@link TestCodec}); pages {@code /page} and {@code /broken}.
 */
final class TestEdge implements AutoCloseable {
    static final int MAX_FRAME_LENGTH = 64 * 1024;
    static final IngressLimits LIMITS = IngressLimits.of(MAX_FRAME_LENGTH, 16, 8, 100);
    static final IngressTimeouts TIMEOUTS = new IngressTimeouts(10_000, 500, 60_000, 10_000);

    private static final int RING_LENGTH = 16 * MAX_FRAME_LENGTH;
    private static final long FIRST_SESSION = 1;
    private static final long DRAIN_MS = 100;

    private final HeldJournal journal = new HeldJournal();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Ingress ingress;
    private final Kernel kernel;
    private final RequestWriter writer;
    private final List<InetSocketAddress> addresses;
    private Thread eventLoop;

    TestEdge(ThreadingMode threading) throws IOException {
        this(threading, LIMITS, TIMEOUTS);
    }

    TestEdge(ThreadingMode threading, IngressLimits limits, IngressTimeouts timeouts) throws IOException {
        this(threading, limits, timeouts, TestProvider.machines());
    }

    TestEdge(ThreadingMode threading, IngressSecurity security) throws IOException {
        this(threading, LIMITS, TIMEOUTS, TestProvider.machines(), security);
    }

    /** @param machines may have a history */
    TestEdge(ThreadingMode threading, IngressLimits limits, IngressTimeouts timeouts, Machines machines)
            throws IOException {
        this(threading, limits, timeouts, machines, IngressSecurity.none());
    }

    TestEdge(ThreadingMode threading, OverloadPolicy overload) throws IOException {
        this(threading, LIMITS, TIMEOUTS, TestProvider.machines(), IngressSecurity.none(), overload);
    }

    TestEdge(
            ThreadingMode threading,
            IngressLimits limits,
            IngressTimeouts timeouts,
            Machines machines,
            IngressSecurity security)
            throws IOException {
        this(threading, limits, timeouts, machines, security, OverloadPolicy.defaults());
    }

    TestEdge(
            ThreadingMode threading,
            IngressLimits limits,
            IngressTimeouts timeouts,
            Machines machines,
            IngressSecurity security,
            OverloadPolicy overload)
            throws IOException {
        RealtimeClock clock = new RealtimeClock(machines.timeNs());
        FrameRing input = new FrameRing(RING_LENGTH, MAX_FRAME_LENGTH);
        FrameRing output = new FrameRing(RING_LENGTH, MAX_FRAME_LENGTH);
        AtomicReference<RequestWriter> late = new AtomicReference<>();
        Runnable wakeUp = () -> late.get().wakeUp();
        Engine engine = new Engine(machines, 1, output, FaultPolicy.QUARANTINE, (sequence, digest) -> {});
        EngineStage stage = new EngineStage(input, engine, clock, wakeUp);
        FrameSequencer sequencer = new FrameSequencer(input, clock, machines.sequence(), machines.timeNs());
        this.kernel = new Kernel(sequencer, output, null, journal, stage, threading, wakeUp);
        this.ingress = new Ingress(
                new IngressConfig("127.0.0.1", 0, 0, limits, timeouts, overload),
                security,
                task -> eventLoop = new Thread(task));
        Admission admission = new Admission(overload, input, 1);
        this.writer = ingress.connect(loop -> new RequestWriter(loop, admission, FIRST_SESSION, this::fail));
        late.set(writer);
        kernel.start(Thread::new, IdleStrategies.perStage("backoff"), this::fail);
        this.addresses = ingress.listen(
                TestCodec.all(),
                Map.of(
                        "/page", () -> HttpPage.text(200, "a page\n"),
                        "/guarded", new GuardedPage(),
                        "/broken",
                                () -> {
                                    throw new IllegalStateException("broken page");
                                }));
        ingress.start(kernel, input, output, clock);
        writer.admission().open(Status.NOT_INITIALIZED);
    }

    /** For keys with scope {@code metrics}. */
    private static final class GuardedPage implements HttpPage.Source {
        @Override
        public HttpPage get() {
            return HttpPage.text(200, "a guarded page\n");
        }

        @Override
        public boolean isGuarded() {
            return true;
        }
    }

    InetSocketAddress http() {
        return addresses.get(0);
    }

    InetSocketAddress binary() {
        return addresses.get(1);
    }

    /** No further answer of the kernel leaves. */
    void holdAnswers() {
        journal.hold();
    }

    void releaseAnswers() {
        journal.release(Long.MAX_VALUE);
        writer.wakeUp();
    }

    /** A moment's values. */
    IngressCounters counters() {
        return writer.counters();
    }

    Admission admission() {
        return writer.admission();
    }

    Kernel kernel() {
        return kernel;
    }

    Ingress ingress() {
        return ingress;
    }

    /** Processor time of the event loop so far. */
    long busyNs() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(eventLoop.getId());
    }

    private void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    @Override
    public void close() {
        releaseAnswers();
        try {
            ingress.drain(DRAIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kernel.close();
        ingress.close();
        assertNull(failure.get(), "the kernel stopped");
    }
}
