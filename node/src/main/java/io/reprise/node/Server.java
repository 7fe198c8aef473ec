package io.reprise.node;

import io.reprise.ingress.Ingress;
import io.reprise.ingress.codec.ServiceCodecs;
import io.reprise.ingress.connection.Admission;
import io.reprise.ingress.connection.IngressConfig;
import io.reprise.ingress.connection.OverloadPolicy;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.ingress.http.HttpPage;
import io.reprise.journal.AckMode;
import io.reprise.journal.AnswerLog;
import io.reprise.journal.BootId;
import io.reprise.journal.DiskReserve;
import io.reprise.journal.HashLog;
import io.reprise.journal.JournalAppender;
import io.reprise.journal.JournalStage;
import io.reprise.journal.Outputs;
import io.reprise.journal.Playback;
import io.reprise.journal.RecordLayout;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.journal.SnapshotTaker;
import io.reprise.journal.StateLog;
import io.reprise.kernel.Build;
import io.reprise.kernel.Kernel;
import io.reprise.kernel.KernelConfig;
import io.reprise.kernel.Lifecycle;
import io.reprise.kernel.frame.Status;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run being served. Listens from the beginning, recovers the run, wires journal, engine and edge, and takes them down
 * in order.
 */
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int SESSION_BITS = 32;

    private final ServerConfig config;
    private final Lifecycle lifecycle;
    private final Consumer<Throwable> onFailure;
    private final DiskReserve reserve;
    private final Security security;
    private final Pinning pinning;
    private final RunDirectory run;
    private final Ingress ingress;
    private final FrameRing input;
    private final RequestWriter writer;
    private final ServiceCodecs codecs = ServiceCodecs.discover();
    private final Monitor monitor;
    private final List<InetSocketAddress> addresses;
    private volatile long recoveredSequence;
    private RunDigests digests;
    private Machines machines;
    private volatile JournalStage journal;
    private Kernel kernel;
    private SnapshotTaker snapshots;
    private SnapshotSchedule schedule;
    private LatencyLog latencyLog;
    private HashLog hashLog;

    /**
     * Opens the run and listens; requests are refused until {@link #start}.
     *
     * @param onFailedAt what stopped the kernel, and the last sequence that may have been acknowledged; the process must
     *     end without acknowledging anything more
     */
    Server(ServerConfig config, Lifecycle lifecycle, ObjLongConsumer<Throwable> onFailedAt) throws IOException {
        this.config = config;
        this.lifecycle = lifecycle;
        this.security = new Security(config.security(), config.ingress().host(), LOG::info);
        int processors = Runtime.getRuntime().availableProcessors();
        this.pinning = new Pinning(config.cores(), threadCount(config.kernel().threading()), processors);
        this.run = openRun(config);
        DiskReserve.requireRoom(
                run.path(),
                config.journal().diskReserve(),
                config.kernel().ringLength(),
                run.manifest().maxFrameLength());
        this.monitor = new Monitor(run, config.errorLogLength());
        this.onFailure = monitor.failing(failure -> onFailedAt.accept(failure, safeSequence()));
        int wanted = config.ingress().limits().maxConnections();
        int connections = FileDescriptors.connections(wanted);
        if (connections < wanted) {
            LOG.warn(
                    "this process may not open more files: it takes {} connections, not {}; raise `ulimit -n` for more",
                    connections,
                    wanted);
        }
        IngressConfig edge = config.ingress().with(run.manifest().maxFrameLength(), connections);
        this.ingress = new Ingress(edge, security.ingress(), pinning.threads("event-loop"));
        long firstSession = ((run.manifest().starts().size() + 1L) << SESSION_BITS) + 1;
        this.input = new FrameRing(config.kernel().ringLength(), run.manifest().maxFrameLength());
        Admission admission =
                new Admission(edge.overload(), input, run.manifest().seed());
        this.writer = ingress.connect(loop -> new RequestWriter(loop, admission, firstSession, onFailure));
        this.reserve = new DiskReserve(
                run.path(),
                config.journal().diskReserve(),
                config.kernel().ringLength(),
                run.manifest().maxFrameLength(),
                new StorageWatcher(writer));
        monitor.addEdge(writer);
        lifecycle.addListener(state -> monitor.state(state.name()));
        security.start(ingress::execute);
        this.addresses = ingress.listen(codecs, pages());
        monitor.start(ingress);
    }

    /** Recovers the run and takes requests. */
    void start() throws IOException {
        try {
            recover();
        } catch (IOException | RuntimeException e) {
            monitor.errors().onError(e);
            throw e;
        }
    }

    private void recover() throws IOException {
        lifecycle.enter(Lifecycle.State.RECOVERING);
        digests = new RunDigests(run, true);
        Recovery recovered = Recovery.of(run, digests, sequence -> recoveredSequence = sequence, this::note);
        machines = recovered.machines();

        ThreadingMode threading = config.kernel().threading();
        RunManifest manifest = run.manifest();
        codecs.start(manifest.seed(), machines.limits());
        RunManifest.Start start = newStart();
        run.addStart(start);
        run.stateLog().reserve();
        digests.growAhead(reserve, recovered.sequence());
        RealtimeClock clock = new RealtimeClock(recovered.timestampNs());
        FrameRing output = Playback.outputRing(manifest.maxFrameLength());
        JournalAppender appender = new JournalAppender(
                run.queue(start),
                config.journal().ackMode(),
                RecordLayout.genesis(manifest.id()),
                recovered.link(),
                input.newByteView(),
                reserve);
        journal = new JournalStage(
                input, appender, recovered.sequence(), clock, config.journal().syncGroups());
        FaultPolicy policy = FaultPolicy.valueOf(manifest.faultPolicy().toUpperCase(Locale.ROOT));
        Engine engine = new Engine(machines, manifest.seed(), output, policy, digests);
        snapshots = new SnapshotTaker(
                run,
                config.snapshots().retain(),
                recovered.snapshot(),
                machines,
                digests,
                journal,
                clock,
                writer::wakeUp,
                LOG::info,
                this::note);
        EngineStage engineStage = new EngineStage(input, engine, clock, writer::wakeUp, snapshots);
        keepHashes(engineStage, recovered.sequence());
        FrameSequencer sequencer =
                new FrameSequencer(input, clock, recovered.sequence(), recovered.timestampNs(), reserve::hasRoom);
        schedule = new SnapshotSchedule(config.snapshots(), sequencer, snapshots, recovered.snapshot());
        kernel = new Kernel(
                sequencer,
                output,
                journal,
                journal,
                engineStage,
                config.journal().outputs() == Outputs.FRAMES
                        ? List.of(AnswerLog.recorder(run, start, output, clock, reserve))
                        : List.of(),
                threading,
                writer::wakeUp);
        List<LatencyRecorder> recorders = new ArrayList<>(
                List.of(journal.latency(), engineStage.latency(), writer.latency(), snapshots.pauses()));
        if (config.journal().ackMode() == AckMode.DURABLE) {
            recorders.add(journal.syncLatency());
        }
        latencyLog = new LatencyLog(run.latency().resolve(start.queue() + ".hlog"), recorders, monitor);
        monitor.addKernel(kernel, engine, input, journal);
        monitor.addSnapshots(snapshots, clock);
        monitor.addDisk(reserve);

        reserve.start(onFailure);
        kernel.start(
                task -> pinning.threads(((org.agrona.concurrent.AgentRunner) task)
                                .agent()
                                .roleName())
                        .newThread(task),
                IdleStrategies.perStage(config.kernel().idle()),
                onFailure);
        writer.beforeTurn(schedule);
        if (config.snapshots().intervalMs() > 0) { // a turn comes with every request; a silent run has to be woken
            ingress.every(config.snapshots().intervalMs(), writer::turn);
        }
        ingress.start(kernel, input, output, clock);
        LOG.info(
                "threads: {}; {}; transport {}; ack {}",
                threading.label(),
                pinning.description(),
                ingress.transport(),
                config.journal().ackMode().label());
        if (lifecycle.tryEnter(Lifecycle.State.RUNNING)) { // or a signal has stopped it meanwhile
            writer.admission().open(Status.NOT_INITIALIZED);
        }
    }

    private void keepHashes(EngineStage engineStage, long recoveredSequence) {
        hashLog = HashLog.open(run, recoveredSequence);
        if (config.journal().hashEvery() > 0) {
            engineStage.hashEvery(
                    config.journal().hashEvery(),
                    sequence -> hashLog.append(sequence, digests.hash(), machines.stateHash()));
        }
    }

    private void note(String notice) {
        LOG.warn(notice);
        monitor.errors().note(notice);
    }

    /** The last sequence that may have been acknowledged; any thread. */
    long safeSequence() {
        return journal == null ? recoveredSequence : journal.safeSequence();
    }

    /** HTTP first, then binary. */
    List<InetSocketAddress> addresses() {
        return addresses;
    }

    private Map<String, HttpPage.Source> pages() {
        return Map.of(
                "/healthz",
                this::health,
                "/readyz",
                this::readiness,
                "/metrics",
                new MetricsPage(monitor.readings(), lifecycle));
    }

    /** Whether the process lives. */
    private HttpPage health() {
        Lifecycle.State state = lifecycle.state();
        return HttpPage.text(state == Lifecycle.State.FAILED ? 503 : 200, state + "\n");
    }

    /** Whether requests are taken. */
    private HttpPage readiness() {
        return switch (lifecycle.state()) {
            case RUNNING -> HttpPage.text(200, "RUNNING\n");
            case RECOVERING -> HttpPage.text(503, "RECOVERING: " + recoveredSequence + " events executed\n");
            default -> HttpPage.text(503, lifecycle.state() + "\n");
        };
    }

    /**
     * Answers what was admitted, in state DRAINING, and notes the final state of the run.
     *
     * @return the last sequence and the hashes at it
     * @throws IllegalStateException not everything was answered in time
     */
    StateLog.Entry stop() throws InterruptedException {
        try {
            return drain();
        } catch (RuntimeException e) {
            monitor.errors().onError(e);
            throw e;
        }
    }

    private StateLog.Entry drain() throws InterruptedException {
        schedule.stop();
        if (!ingress.drain(config.drainTimeoutMs())) {
            throw new IllegalStateException(ingress.unanswered() + " requests were not answered within --drain-timeout "
                    + config.drainTimeoutMs() + " ms; the journal holds them");
        }
        reserve.close();
        kernel.close();
        snapshots.close();
        ingress.close();
        latencyLog.close();
        hashLog.close();
        StateLog.Entry last = new StateLog.Entry(
                machines.sequence(), StateLog.hex(digests.hash()), StateLog.hex(machines.stateHash()));
        run.syncJournal(); // the line that follows says that the journal reaches this sequence
        run.stateLog().append(last);
        digests.close();
        lifecycle.enter(Lifecycle.State.STOPPED);
        monitor.close();
        return last;
    }

    @Override
    public void close() {
        security.close();
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
                        List.of(),
                        RunManifest.Begin.WHOLE));
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
                Build.jvm(),
                overload(config.ingress().overload()));
    }

    private static RunManifest.Overload overload(OverloadPolicy policy) {
        return new RunManifest.Overload(policy.waits() ? "wait" : "shed", policy.threshold(), policy.occupancyFloor());
    }
}
