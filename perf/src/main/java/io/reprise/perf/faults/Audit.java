package io.reprise.perf.faults;

import io.reprise.journal.BootId;
import io.reprise.journal.JournalReader;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import io.reprise.perf.faults.AddLoad.Acknowledged;
import io.reprise.replay.Replay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds a run that nobody serves to what clients were told: every acknowledged request is in the journal at the sequence
 * its answer named, no request is there twice, every sum that was answered is what the journal's own additions come to,
 * and a replay is identical. What was proven once must still be there the next time. One thread.
 */
final class Audit {
    private final Tally tally;
    private final List<MachineProvider> machines;
    private final long[] sent = new long[AddLoad.KEYS];
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private long provenSequence;
    private int provenLink;

    Audit(Tally tally) {
        this(tally, Machines.discover());
    }

    /** @param machines that made the run */
    Audit(Tally tally, List<MachineProvider> machines) {
        this.tally = tally;
        this.machines = machines;
    }

    /** Takes over what a client saw, once it has ended. */
    void remember(AddLoad client) {
        acknowledged.addAll(client.acknowledged());
        for (int key = 0; key < AddLoad.KEYS; key++) {
            sent[key] += client.sent()[key];
        }
        tally.acknowledge(client.acknowledged().size());
    }

    /** How much of what was remembered since the last check is not proven yet. */
    int remembered() {
        return acknowledged.size();
    }

    /**
     * Checks the run.
     *
     * @param mayLose whether what was acknowledged may be missing at the end; it is counted either way
     * @return how many acknowledged requests are missing
     */
    long check(Path run, boolean mayLose, String when) {
        long lost = read(run, when);
        tally.lose(lost);
        tally.require(mayLose || lost == 0, when + ": " + lost + " acknowledged requests are not in the journal");
        acknowledged.clear();
        requireIdentical(run, when);
        return lost;
    }

    /** Replays the run. */
    void requireIdentical(Path run, String when) {
        Replay replay = Replay.of(run, machines, events -> {});
        tally.replay(replay.identical());
        tally.require(replay.identical(), when + ": the replay is not identical: " + replay.divergence());
    }

    private long read(Path run, String when) {
        acknowledged.sort(Comparator.comparingLong(Acknowledged::sequence));
        try (RunDirectory directory = RunDirectory.open(run);
                JournalReader reader = new JournalReader(directory, BootId.current())) {
            Pass pass = new Pass(when);
            while (reader.next()) {
                pass.onFrame(reader.frame());
                if (reader.sequence() == provenSequence) {
                    tally.require(reader.link() == provenLink, when + ": what was proven before has changed");
                }
            }
            tally.require(reader.sequence() >= provenSequence, when + ": what was proven before is gone");
            provenSequence = reader.sequence();
            provenLink = reader.link();
            pass.requireSent();
            return (long) acknowledged.size() - pass.found;
        }
    }

    /** One reading of the whole journal. */
    private final class Pass {
        private final String when;
        private final long[] sums = new long[AddLoad.KEYS];
        private final Map<Long, Long> lastCorrelationIds = new HashMap<>();
        private int found;
        private long timestampNs;

        private Pass(String when) {
            this.when = when;
        }

        private void onFrame(FrameFlyweight frame) {
            if (frame.timestampNs() < timestampNs) {
                tally.fail(when + ": the time of the journal goes back at " + frame);
            }
            timestampNs = frame.timestampNs();
            if (FrameSocket.isEcho(frame)) {
                // a client numbers its requests upwards, so one that comes again is not above the last
                Long last = lastCorrelationIds.put(frame.sessionId(), frame.correlationId());
                if (last != null && last >= frame.correlationId()) {
                    tally.repeat();
                    tally.fail(when + ": a request has two effects: " + frame);
                }
            }
            if (FrameSocket.isAdd(frame)) {
                sums[(int) FrameSocket.key(frame)] += FrameSocket.delta(frame);
            }
            if (found < acknowledged.size() && acknowledged.get(found).sequence() == frame.sequence()) {
                requireSame(acknowledged.get(found++), frame);
            }
        }

        private void requireSame(Acknowledged answer, FrameFlyweight frame) {
            boolean same = answer.sessionId() == frame.sessionId() && answer.correlationId() == frame.correlationId();
            if (!same) {
                tally.fail(when + ": acknowledged " + answer + ", the journal has " + frame);
            } else if (answer.sum() != Acknowledged.NO_SUM && answer.sum() != sums[(int) FrameSocket.key(frame)]) {
                tally.fail(
                        when + ": answered " + answer + ", the journal comes to " + sums[(int) FrameSocket.key(frame)]);
            }
        }

        /** Nobody added what no client sent. */
        private void requireSent() {
            for (int key = 0; key < AddLoad.KEYS; key++) {
                if (sums[key] > sent[key]) {
                    tally.fail(when + ": key " + key + " came to " + sums[key] + ", only " + sent[key] + " were sent");
                }
            }
        }
    }
}
