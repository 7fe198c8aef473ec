package io.reprise.node;

import io.reprise.ingress.Ingress;
import io.reprise.ingress.connection.Admission;
import io.reprise.ingress.connection.IngressConfig;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.ingress.http.HttpPage;
import io.reprise.ingress.http.HttpRoutes;
import io.reprise.journal.AnswerLog;
import io.reprise.journal.BootId;
import io.reprise.journal.JournalAppender;
import io.reprise.journal.JournalStage;
import io.reprise.journal.Outputs;
import io.reprise.journal.Playback;
import io.reprise.journal.RecordLayout;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.journal.StateLog;
import io.reprise.kernel.Kernel;
import io.reprise.kernel.KernelConfig;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.metrics.LatencyRecorder;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.stage.EngineStage;
import io.reprise.kernel.stage.IdleStrategies;
import io.reprise.kernel.stage.ThreadingMode;
import io.reprise.kernel.time.RealtimeClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One run being served: recovers it, wires journal, engine and edge, and takes them down in order. */
final class Server implements AutoCloseable {
    private static final int SESSION_BITS = 32;

    private final ServerConfig config;
    private final RunDirectory run;
    private final RunDigests digests;
    private final Machines machines;
    private final Kernel kernel;
    private final Security security;
    private final Ingress ingress;
    private final Monitor monitor;
    private final LatencyLog latencyLog;
    private final Pinning pinning;
    private final List<InetSocketAddress> addresses;
    private volatile boolean draining;

    /**
     * @param log gets one line per fact worth knowing
     * @param onFailure what stopped the kernel; the process must end without acknowledging anything more
     */
    Server(ServerConfig config, Consumer<String> log, Consumer<Throwable> onFailure) throws IOException {
        this.config = config;
        this.security = new Security(config.security(), config.ingress().host(), log);
        int processors = Runtime.getRuntime().availableProcessors();
        ThreadingMode threading = config.kernel().threading();
        this.pinning = new Pinning(config.cores(), threadCount(threading), processors);
        this.run = openRun(config);
        this.monitor = new Monitor(run, config.errorLogLength());
        Consumer<Throwable> fail = monitor.failing(onFailure);
        monitor.state("RECOVERING");
        this.digests = new RunDigests(run, true);
        RunManifest manifest = run.manifest();
        Recovery recovered = Recovery.of(run, digests, log, notice -> {
            log.accept(notice);
            monitor.errors().note(notice);
        });
        this.machines = recovered.machines();

        RunManifest.Start start = newStart();
        run.addStart(start);
        RealtimeClock clock = new RealtimeClock(recovered.timestampNs());
        FrameRing input = new FrameRing(config.kernel().ringLength(), manifest.maxFrameLength());
        FrameRing output = Playback.outputRing(manifest.maxFrameLength());
        JournalAppender appender = new JournalAppender(
                run.queue(start),
                config.journal().ackMode(),
                RecordLayout.genesis(manifest.id()),
                recovered.link(),
                input.newByteView());
        JournalStage journal = new JournalStage(input, appender, recovered.sequence(), clock);
        FaultPolicy policy = FaultPolicy.valueOf(manifest.faultPolicy().toUpperCase(Locale.ROOT));
        Engine engine = new Engine(machines, manifest.seed(), output, policy, digests);
        AtomicReference<RequestWriter> writer = new AtomicReference<>();
        Runnable wakeUp = () -> writer.get().wakeUp();
        EngineStage engineStage = new EngineStage(input, engine, clock, wakeUp);
        FrameSequencer sequencer = new FrameSequencer(input, clock, recovered.sequence(), recovered.timestampNs());
        this.kernel = new Kernel(
                sequencer,
                output,
                journal,
                journal,
                engineStage,
                config.journal().outputs() == Outputs.FRAMES
                        ? List.of(AnswerLog.recorder(run, start, output, clock))
                        : List.of(),
                threading,
                wakeUp);

        int wanted = config.ingress().limits().maxConnections();
        int connections = FileDescriptors.connections(wanted);
        if (connections < wanted) {
            log.accept("this process may not open more files: it takes " + connections + " connections, not " + wanted
                    + "; raise `ulimit -n` for more");
        }
        IngressConfig edge = config.ingress().with(manifest.maxFrameLength(), connections);
        this.ingress = new Ingress(edge, security.ingress(), pinning.threads("event-loop"));
        Admission admission = new Admission(edge.overload(), input, manifest.seed());
        long firstSession = ((long) run.manifest().starts().size() << SESSION_BITS) + 1;
        writer.set(ingress.connect(
                loop -> new RequestWriter(loop, kernel, input, output, clock, admission, firstSession, fail)));
        List<LatencyRecorder> recorders =
                List.of(journal.latency(), engineStage.latency(), writer.get().latency());
        this.latencyLog = new LatencyLog(run.latency().resolve(start.queue() + ".hlog"), recorders, monitor.readings());
        monitor.addEdge(writer.get());
        monitor.addKernel(kernel, engine, input, journal);

        kernel.start(
                task -> pinning.threads(((org.agrona.concurrent.AgentRunner) task)
                                .agent()
                                .roleName())
                        .newThread(task),
                IdleStrategies.perStage(config.kernel().idle()),
                fail);
        security.start(ingress::execute);
        this.addresses = ingress.listen(HttpRoutes.discover(), pages());
        monitor.start(ingress);
        monitor.state("RUNNING");
        log.accept("threads: " + threading.label() + "; " + pinning.description() + "; transport " + ingress.transport()
                + "; ack " + config.journal().ackMode().label());
    }

    /** HTTP first, then binary. */
    List<InetSocketAddress> addresses() {
        return addresses;
    }

    private Map<String, HttpPage.Source> pages() {
        return Map.of(
                "/healthz", () -> HttpPage.text(200, "ok\n"),
                "/readyz", () -> draining ? HttpPage.text(503, "draining\n") : HttpPage.text(200, "ready\n"),
                "/metrics", new MetricsPage(monitor.readings()));
    }

    /**
     * Takes no more requests, answers what was admitted, notes the final state.
     *
     * @return the last sequence and the hashes at it
     */
    StateLog.Entry stop() throws InterruptedException {
        draining = true;
        monitor.state("DRAINING");
        if (!ingress.drain(config.drainTimeoutMs())) {
            throw new IllegalStateException(
                    "not everything was answered within --drain-timeout " + config.drainTimeoutMs() + " ms");
        }
        kernel.close();
        ingress.close();
        latencyLog.close();
        StateLog.Entry last = new StateLog.Entry(
                machines.sequence(), StateLog.hex(digests.hash()), StateLog.hex(machines.stateHash()));
        run.syncJournal(); // the line that follows says that the journal reaches this sequence
        run.stateLog().append(last);
        monitor.close();
        return last;
    }

    @Override
    public void close() {
        security.close();
        digests.close();
        run.close();
    }

    private static int threadCount(ThreadingMode threading) {
        return switch (threading) {
            case INLINE -> 1;
            case SHARED -> 2;
            case PIPELINED -> 4;
        };
    }

    private static RunDirectory openRun(ServerConfig config) {
        Path directory = config.journal().run();
        KernelConfig kernel = config.kernel();
        if (RunDirectory.exists(directory)) {
            return RunDirectory.open(directory);
        }
        Machines fresh = new Machines(Machines.discover(), kernel.limits());
        String id = Instant.now().toString().replaceAll("[^0-9]", "").substring(0, 14) + "-"
                + Long.toHexString(java.util.UUID.randomUUID().getMostSignificantBits() >>> 40);
        return RunDirectory.create(
                directory,
                new RunManifest(
                        RunManifest.FORMAT,
                        id,
                        kernel.seed(),
                        kernel.maxFrameLength(),
                        kernel.faultPolicy().label(),
                        new java.util.TreeMap<>(fresh.limits()),
                        Playback.machinesOf(fresh.providers()),
                        List.of()));
    }

    private RunManifest.Start newStart() {
        Build build = Build.current();
        return new RunManifest.Start(
                run.nextQueueName(),
                Instant.now().toString(),
                BootId.current(),
                config.journal().ackMode().label(),
                config.kernel().threading().label(),
                build.version(),
                build.commit(),
                Build.jvm());
    }
}
