package io.reprise.node;

import io.reprise.journal.Playback;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunUnusableException;
import io.reprise.journal.StateLog;
import io.reprise.kernel.machine.Machines;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the journal gave back when a run was opened.
 *
 * @param snapshot sequence of the snapshot it went on from; 0 without one
 * @param sequence of the last frame, 0 in a new run
 * @param timestampNs of the last frame
 * @param link of the last record
 */
record Recovery(Machines machines, long snapshot, long sequence, long timestampNs, int link) {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int STEP = 4_096;
    private static final long PROGRESS_INTERVAL_NS = 1_000_000_000L;

    /**
     * Restores the newest snapshot that can be used and executes the journal behind it, or the whole journal.
     *
     * @param digests get what is missing; what differs is a reason not to start
     * @param progress is told the last sequence executed, often
     * @param notice gets what was lost or could not be used
     */
    static Recovery of(RunDirectory run, RunDigests digests, LongConsumer progress, Consumer<String> notice) {
        try (Playback playback = playback(run, digests, notice)) {
            long startNs = System.nanoTime();
            long nextProgressNs = startNs + PROGRESS_INTERVAL_NS;
            while (playback.step(STEP) > 0) {
                progress.accept(playback.reader().sequence());
                if (System.nanoTime() - nextProgressNs > 0) {
                    nextProgressNs += PROGRESS_INTERVAL_NS;
                    LOG.info("recovering: {} events", playback.reader().sequence());
                }
            }
            refuseDiverged(playback);
            digests.forgetAfter(playback.reader().sequence());
            String dropped = playback.reader().tail().sentence();
            if (!dropped.isEmpty()) {
                notice.accept(dropped);
            }
            report(playback, System.nanoTime() - startNs);
            return new Recovery(
                    playback.machines(),
                    playback.startedAfter(),
                    playback.reader().sequence(),
                    playback.reader().timestampNs(),
                    playback.reader().link());
        }
    }

    private static Playback playback(RunDirectory run, RunDigests digests, Consumer<String> notice) {
        Playback playback = Playback.fromNewest(run, Machines.discover(), digests, notice);
        if (playback.startedAfter() > 0) {
            LOG.info("restored the snapshot at sequence {}", playback.startedAfter());
        }
        return playback;
    }

    private static void refuseDiverged(Playback playback) {
        if (playback.diverged()) {
            long sequence = playback.divergedState() == null
                    ? playback.digests().divergedAt()
                    : playback.divergedState().sequence();
            throw new RunUnusableException("this build does not reproduce the run: it diverges at sequence " + sequence
                    + "; see `reprise replay`, and continue it with the build that made it");
        }
    }

    private static void report(Playback playback, long elapsedNs) {
        long events = playback.reader().sequence() - playback.startedAfter();
        if (events > 0) {
            LOG.info(String.format(
                    Locale.ROOT,
                    "%s in %.1f s, state %s",
                    playback.startedAfter() == 0
                            ? "recovered " + events + " events"
                            : "executed the " + events + " events after it",
                    elapsedNs / 1e9,
                    StateLog.hex(playback.machines().stateHash())));
        }
    }
}
