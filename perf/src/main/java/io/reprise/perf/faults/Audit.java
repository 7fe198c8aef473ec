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
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds a run that nobody serves to what clients were told: every acknowledged request is in the journal at the sequence
 * its answer named, every sum that was answered is what the journal's additions come to when each is counted once,
 * nothing was added that no client sent, and a replay is identical. What was proven once must still be there the next time. One thread.
 */
final class Audit {
    private final Tally tally;
    private final List<MachineProvider> machines;
    private final Map<AddLoad, long[]> sent = new HashMap<>();
    private final Set<Long> exactlyOnceSessions = new HashSet<>();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private boolean allDone;
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

    /** Takes over what a client saw since the last time, while it does nothing. Returns how many requests. */
    int remember(AddLoad client) {
        List<Acknowledged> more = client.takeAcknowledged();
        acknowledged.addAll(more);
        tally.acknowledge(more.size());
        sent.put(client, client.sent());
        if (client.sessionId() != 0) {
            exactlyOnceSessions.add(client.sessionId());
        }
        return more.size();
    }

    /** From now on, all that clients sent was answered: the sums must be exactly that. */
    void expectAllDone() {
        allDone = true;
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
        private final Map<Long, BitSet> correlationIds = new HashMap<>();
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
            if (FrameSocket.isEcho(frame) && !isRepeated(frame) && FrameSocket.isAdd(frame)) {
                sums[(int) FrameSocket.key(frame)] += FrameSocket.delta(frame);
            }
            if (found < acknowledged.size() && acknowledged.get(found).sequence() == frame.sequence()) {
                requireSame(acknowledged.get(found++), frame);
            }
        }

        private boolean isRepeated(FrameFlyweight frame) {
            BitSet seen = correlationIds.computeIfAbsent(frame.sessionId(), session -> new BitSet());
            int id = Math.toIntExact(frame.correlationId());
            boolean repeated = seen.get(id);
            seen.set(id);
            if (repeated && !exactlyOnceSessions.contains(frame.sessionId())) {
                tally.repeat();
                tally.fail(when + ": a request is in the journal twice: " + frame);
            }
            return repeated;
        }

        private void requireSame(Acknowledged answer, FrameFlyweight frame) {
            if (answer.sessionId() != frame.sessionId() || answer.correlationId() != frame.correlationId()) {
                tally.fail(when + ": acknowledged " + answer + ", the journal has " + frame);
                return;
            }
            long sum = answer.sum() == Acknowledged.NO_SUM ? answer.sum() : sums[(int) FrameSocket.key(frame)];
            if (answer.sum() != sum) {
                tally.repeat();
                tally.fail(when + ": answered " + answer + ", but its effect and those before it come to " + sum);
            }
        }

        private void requireSent() {
            for (int key = 0; key < AddLoad.KEYS; key++) {
                int here = key;
                long all = sent.values().stream().mapToLong(keys -> keys[here]).sum();
                if (sums[key] > all || allDone && sums[key] < all) {
                    tally.fail(when + ": key " + key + " came to " + sums[key] + ", " + all + " were sent"
                            + (allDone ? " and answered" : ""));
                }
            }
        }
    }
}
