package io.reprise.journal;

import java.util.List;

/**
 * What there is to say about the end of a journal: where the last queue ended and why, and whether everything is there
 * that must be. One thread.
 */
final class JournalEnd {
    private final RunDirectory run;
    private final String bootId;
    private final List<StateLog.Entry> stops;
    private JournalTail tail;
    private boolean mayBeTorn;
    private RunManifest.Start traceIn;

    /** @param bootId of this machine now, empty if unknown */
    JournalEnd(RunDirectory run, String bootId) {
        this.run = run;
        this.bootId = bootId;
        this.stops = run.stateLog().read();
        this.tail = new JournalTail(JournalTail.Kind.CLEAN, run.journal(), 0, "");
    }

    JournalTail tail() {
        return tail;
    }

    /** A queue of this start gives nothing more. */
    void at(JournalTail end, RunManifest.Start start) {
        tail = end;
        mayBeTorn = powerMayHaveGone(start);
        traceIn = end.kind() == JournalTail.Kind.CLEAN ? null : start;
    }

    /** Whether what a start wrote may have been lost with the power since. */
    boolean powerMayHaveGone(RunManifest.Start start) {
        return bootId.isEmpty() || !bootId.equals(start.bootId());
    }

    /** Where frames are missing: where the file before broke off, or else here. */
    JournalTail gap(JournalTail here) {
        return tail.kind() == JournalTail.Kind.CLEAN
                ? here
                : new JournalTail(
                        JournalTail.Kind.BROKEN, tail.file(), tail.offset(), tail.reason() + "; " + here.reason());
    }

    /**
     * A finished document loses bytes only with the power, and an orderly stop loses nothing.
     *
     * @param sequence of the last frame there is
     */
    void requireWhole(long sequence) {
        if (tail.kind() == JournalTail.Kind.BROKEN && !mayBeTorn) {
            throw new JournalDamagedException(sequence + 1, tail);
        }
        long stoppedAt =
                stops.stream().mapToLong(StateLog.Entry::sequence).max().orElse(0);
        if (sequence < stoppedAt) {
            String reason = "the run was stopped in order at sequence " + stoppedAt + ", but its journal ends before: ";
            throw new JournalDamagedException(
                    sequence + 1,
                    new JournalTail(JournalTail.Kind.BROKEN, tail.file(), tail.offset(), reason + tail.reason()));
        }
    }

    /**
     * With the power everything since the last sync may go, without a trace in the file.
     *
     * @param sequence of the last frame there is
     * @param last of all starts; null without one
     * @param startsSinceFrame the one that journaled this frame and those behind it
     */
    void nameSilentLoss(long sequence, RunManifest.Start last, int startsSinceFrame) {
        long stopsHere =
                stops.stream().filter(stop -> stop.sequence() == sequence).count();
        if (last == null
                || run.isLive()
                || last.equals(traceIn)
                || !powerMayHaveGone(last)
                || stopsHere >= startsSinceFrame) {
            return;
        }
        String loss = AckMode.DURABLE.label().equals(last.ackMode())
                ? "; none of it was acknowledged"
                : ", acknowledged in mode process or not";
        tail = new JournalTail(
                JournalTail.Kind.UNCERTAIN,
                tail.file(),
                tail.offset(),
                "the last start was not stopped in order and the power may have gone since: what it journaled after"
                        + " sequence " + sequence + " is lost, if there was any" + loss);
    }
}
