package io.reprise.perf.load;

import io.netty.util.concurrent.FastThreadLocalThread;
import io.reprise.ingress.client.ReconnectPolicy;
import io.reprise.perf.load.measure.AckFile;
import io.reprise.perf.load.measure.AnswerTap;
import io.reprise.perf.load.measure.AnswersFile;
import io.reprise.perf.load.measure.LineFile;
import io.reprise.perf.load.measure.Recording;
import io.reprise.perf.load.wire.Fleet;
import io.reprise.perf.load.wire.RunContext;
import io.reprise.perf.load.work.Work;
import io.reprise.perf.load.work.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.NanoClock;

/**
 * Runs load plans on the calling thread, one at a time. Requests leave when the schedule says, not when the server is
 * ready for them, and their latency counts from that moment, so a server that stalls cannot hide it.
 */
public final class LoadClient {
    private final NanoClock clock;
    private final LoadInterval.Listener listener;
    private AnswerTap watcher = AnswerTap.NONE;

    public LoadClient() {
        this(System::nanoTime, LoadInterval.Listener.NONE);
    }

    public LoadClient(LoadInterval.Listener listener) {
        this(System::nanoTime, listener);
    }

    LoadClient(NanoClock clock, LoadInterval.Listener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /** Somebody else sees every answer too. */
    public LoadClient watch(AnswerTap newWatcher) {
        watcher = newWatcher;
        return this;
    }

    /**
     * Runs to the end the plan gives. Whatever the server does is in the result.
     *
     * @throws IllegalArgumentException when the requests cannot be made to fit what the server takes
     * @throws IOException when a log cannot be written
     */
    public LoadResult run(LoadPlan plan) throws IOException {
        AtomicReference<LoadResult> result = new AtomicReference<>();
        try {
            // Netty keeps buffers to be used again for its own threads only, and for those that ask like this
            FastThreadLocalThread.runWithFastThreadLocal(() -> result.set(runUnchecked(plan)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return result.get();
    }

    private LoadResult runUnchecked(LoadPlan plan) {
        try {
            return runLogged(plan);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LoadResult runLogged(LoadPlan plan) throws IOException {
        Optional<LineFile> answers = create(plan.logs().answers());
        try {
            Optional<LineFile> acks = create(plan.logs().acks());
            try {
                return run(plan, AnswerTap.both(watcher, tap(plan, answers, acks)));
            } finally {
                close(acks);
            }
        } finally {
            close(answers);
        }
    }

    private LoadResult run(LoadPlan plan, AnswerTap tap) throws IOException {
        Recording recording = new Recording();
        Workload workload = plan.work().start(plan.seed(), plan.connections());
        RunContext context = new RunContext(
                plan.target(),
                workload,
                recording,
                tap,
                clock,
                plan.pipeline(),
                plan.delivery(),
                plan.reconnects() ? ReconnectPolicy.DEFAULT : ReconnectPolicy.NEVER);
        int timeoutMs = (int) Math.min(Math.max(TimeUnit.NANOSECONDS.toMillis(plan.timeoutNs()), 1), Integer.MAX_VALUE);
        LoadReckoning reckoning = new LoadReckoning(plan, recording, workload);
        Fleet fleet;
        try {
            fleet = Fleet.open(context, plan.connections(), timeoutMs);
        } catch (IOException e) {
            return reckoning.refused(e.getMessage());
        }
        try (fleet) {
            workload.limit(fleet.maxPayloadLength());
            return new LoadRun(plan, fleet, context, listener).execute(reckoning);
        }
    }

    private static AnswerTap tap(LoadPlan plan, Optional<LineFile> answers, Optional<LineFile> acks) {
        AnswerTap tap = AnswerTap.NONE;
        if (acks.isPresent() && plan.work() instanceof Work.Add add) {
            tap = new AckFile(acks.get(), add.keys());
        }
        return answers.isPresent() ? AnswerTap.both(tap, new AnswersFile(answers.get())) : tap;
    }

    private static Optional<LineFile> create(Optional<Path> path) throws IOException {
        return path.isPresent() ? Optional.of(LineFile.create(path.get())) : Optional.empty();
    }

    private static void close(Optional<LineFile> file) throws IOException {
        if (file.isPresent()) {
            file.get().close();
        }
    }
}
