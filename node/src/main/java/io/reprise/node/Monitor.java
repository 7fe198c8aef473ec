package io.reprise.node;

import io.reprise.ingress.Ingress;
import io.reprise.ingress.connection.IngressCounters;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.journal.DiskReserve;
import io.reprise.journal.JournalStage;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.SnapshotTaker;
import io.reprise.journal.monitor.CountersFile;
import io.reprise.journal.monitor.ErrorLog;
import io.reprise.kernel.Kernel;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.metrics.Reading;
import io.reprise.kernel.metrics.Reading.Unit;
import io.reprise.kernel.metrics.Readings;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What a server shows of itself: the {@link Readings} of all its parts, their copy in the run's {@code counters.dat},
 * and the error log.
 */
final class Monitor implements AutoCloseable {
    private static final long COPY_INTERVAL_MS = 250;
    private static final double MILLION = 1e6;

    private final Readings readings = new Readings();
    private final ErrorLog errors;
    private final CountersFile file;
    private final ScheduledExecutorService slow = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "monitor");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param run gets a new {@code counters.dat} and a new {@code errors.dat}
     * @param errorLogLength bytes of errors
     */
    Monitor(RunDirectory run, int errorLogLength) {
        this.errors = new ErrorLog(run.path(), errorLogLength);
        readings.counter("errors", "Errors seen that were no client's doing.", errors::observed);
        readings.counter("errors_left_out", "Errors that found no room in errors.dat.", errors::leftOut);
        everySecond(new JvmReadings(readings));
        this.file = new CountersFile(run.path(), readings);
    }

    /** Runs a task once a second, on a thread for what may take its time. */
    Future<?> everySecond(Runnable task) {
        return slow.scheduleAtFixedRate(task, 1, 1, TimeUnit.SECONDS);
    }

    /** Where everything goes that goes wrong and is no client's doing; any thread. */
    ErrorLog errors() {
        return errors;
    }

    /** Notes what stops the kernel before {@code onFailure} ends the process. */
    Consumer<Throwable> failing(Consumer<Throwable> onFailure) {
        return failure -> {
            try {
                errors.onError(failure);
            } finally {
                onFailure.accept(failure);
            }
        };
    }

    /** Where every part of the server adds what it has to show. */
    Readings readings() {
        return readings;
    }

    /** What the server is doing now, as its {@code counters.dat} says it; any thread. */
    void state(String state) {
        file.state(state);
    }

    /** Copies the readings from now on, on the event loop, where the counters of the edge are written. */
    void start(Ingress ingress) {
        ingress.every(COPY_INTERVAL_MS, this::copy);
    }

    private void copy() {
        try {
            file.update();
        } catch (RuntimeException e) { // a reading that fails must not end the copies
            errors.onError(e);
        }
    }

    /** Copies the last readings; no other thread may run any more. */
    @Override
    public void close() {
        file.update();
        file.close();
        slow.shutdownNow();
        errors.close();
    }

    void addEdge(RequestWriter writer) {
        writer.reportErrorsTo(errors);
        IngressCounters counters = writer.counters();
        readings.gauge("connections", "Open connections.", writer::connectionCount);
        readings.counter("connections_opened", "Connections accepted.", () -> counters.connectionsOpened);
        readings.counter("connections_refused", "Connections closed at the limit.", () -> counters.connectionsRefused);
        readings.counter(
                "connections_refused_by_address",
                "Connections closed at the limit of their address.",
                () -> counters.connectionsRefusedByAddress);
        readings.counter("connection_errors", "Connections ended by an error.", () -> counters.connectionErrors);
        readings.counter("accept_errors", "Connections that could not be accepted.", () -> counters.acceptErrors);
        readings.counter("slow_readers_closed", "Clients that did not read.", () -> counters.slowReadersClosed);
        readings.counter(
                "slow_requests_closed", "Requests that took too long to come.", () -> counters.slowRequestsClosed);
        readings.counter("requests_binary", "Frames admitted.", () -> counters.requestsBinary);
        readings.counter("requests_http", "HTTP requests admitted.", () -> counters.requestsHttp);
        readings.counter("refused_frames", "Frames refused by the edge.", () -> counters.refusedFrames);
        readings.counter("handshakes_failed", "TLS handshakes that failed.", () -> counters.handshakesFailed);
        readings.counter(
                "unauthorized", "Clients and requests without a key that is taken.", () -> counters.unauthorized);
        readings.counter("forbidden", "Requests whose key has not the scope.", () -> counters.forbidden);
        readings.counter("foreign_origins", "HTTP requests of foreign web pages.", () -> counters.foreignOrigins);
        readings.counter("refused_http", "HTTP requests refused by the edge.", () -> counters.refusedHttp);
        readings.counter(
                "requests_shed",
                "Requests refused at random, above the overload threshold.",
                () -> counters.requestsShed);
        readings.counter("refused_overloaded", "Requests refused for want of room.", () -> counters.refusedOverloaded);
        readings.counter(
                "requests_expired",
                "Requests not executed: they waited longer than their timeout.",
                () -> counters.requestsExpired);
        readings.counter(
                "refused_shutting_down", "Requests refused while draining.", () -> counters.refusedShuttingDown);
        readings.counter(
                "refused_not_initialized",
                "Requests refused before the run was recovered.",
                () -> counters.refusedNotInitialized);
        readings.counter(
                "refused_storage_full", "Requests refused for want of disk.", () -> counters.refusedStorageFull);
        readings.counter("answers", "Answers released.", () -> counters.answers);
        readings.gauge(
                "released_sequence", "Last frame whose answers, if any, are released.", writer::releasedSequence);
        readings.counter("orphan_answers", "Answers whose client was gone.", () -> counters.orphanAnswers);
        readings.counter("ticks", "TICK frames written.", () -> counters.ticks);
        readings.counter("overload_waits", "Times clients had to wait for room.", () -> counters.overloadWaits);
        readings.counter(
                "occupancy_samples",
                "Samples of the occupancy in the journal, above --occupancy-floor.",
                () -> counters.occupancySamples);
        readings.gauge("unanswered", "Admitted requests without an answer.", writer.admission()::unanswered);
    }

    void addKernel(Kernel kernel, Engine engine, FrameRing input, JournalStage journal) {
        engine.reportFaultsTo(errors);
        readings.gauge("sequencer_sequence", "Last frame taken in.", kernel.sequencer()::sequence);
        readings.gauge("journal_sequence", "Last frame that is journaled.", journal::safeSequence);
        long recovered = kernel.appliedSequence();
        readings.counter("events", "Frames applied since the start.", () -> kernel.appliedSequence() - recovered);
        readings.gauge("engine_sequence", "Last frame applied.", kernel::appliedSequence);
        long recoveredFaults = kernel.faults();
        readings.counter(
                "machine_faults",
                "Times a machine threw and was quarantined.",
                () -> kernel.faults() - recoveredFaults);
        readings.counter("journal", Unit.BYTES, "Bytes journaled since the start.", journal::appendedBytes);
        readings.counter("syncs", "Groups of frames synced to the disk; 0 with --ack process.", journal::syncs);
        readings.gauge("journal_file", Unit.BYTES, "Length of the current journal file.", journal::writtenBytes);
        readings.gauge(
                "input_ring",
                Unit.BYTES,
                "Length of the input ring.",
                () -> (long) input.capacity() * FrameRing.CELL_LENGTH);
        readings.gauge(
                "input_ring_occupancy",
                Unit.MILLIONTHS,
                "Used share of the input ring, 0 to 1.",
                () -> Math.round(input.occupied() * MILLION / input.capacity()));
    }

    void addSnapshots(SnapshotTaker snapshots, Clock clock) {
        readings.counter("snapshots", "Snapshots written.", snapshots::taken);
        readings.counter("snapshots_failed", "Snapshots that could not be written.", snapshots::failed);
        readings.gauge("snapshot_sequence", "Sequence of the newest snapshot.", snapshots::lastSequence);
        readings.gauge(
                "snapshot_age",
                Unit.NANOSECONDS,
                "Time since the newest snapshot was written; nothing before the first of this start.",
                () -> snapshots.lastTimeNs() == 0 ? Reading.NONE : clock.timeNs() - snapshots.lastTimeNs());
    }

    void addDisk(DiskReserve reserve) {
        readings.gauge(
                "storage_full", "1 while the disk has no room for the reserve.", () -> reserve.hasRoom() ? 0 : 1);
        readings.counter("storage_full_times", "How often that began.", reserve::timesFull);
        readings.gauge("disk_reserved", Unit.BYTES, "Allocated ahead of the journal.", reserve::aheadBytes);
        readings.gauge("disk_free", Unit.BYTES, "Free on the disk of the run, at most 1 s ago.", reserve::freeBytes);
    }
}
