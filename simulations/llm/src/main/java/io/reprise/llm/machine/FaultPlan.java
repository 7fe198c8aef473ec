package io.reprise.llm.machine;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.kernel.state.RegionLayout.Field;
import io.reprise.llm.frame.Command;
import io.reprise.llm.frame.Failure;
import io.reprise.llm.frame.Fault;
import io.reprise.llm.frame.Outcome;
import java.util.List;

/**
 * What a fault does to one request. Faults that happen a few times are counted by what is asked and by whom, never for all: tests
 * that run side by side do not disturb each other. Valid until the next {@link #plan}. Engine thread only.
 *
 * <pre>
 *   region fault-times:
 *        0      8  downSinceNs   when S15 went down: with the last reset, or with the first request of it; 0 = neither was
 *        8      8  resetNs       when faults began anew last; 0 = never
 * </pre>
 */
final class FaultPlan {
    /** {@link #tokens()} when nothing ends the stream early. */
    static final int ALL = Integer.MAX_VALUE;

    private static final long NS_PER_MS = 1_000_000;
    private static final int RESET_NS_OFFSET = 8;
    private static final long DOWN_MS = 60_000;
    private static final int RETRY_AFTER_MS = 2_000;
    private static final int CUT_AFTER_TOKENS = 40;
    private static final int SILENT_AFTER_TOKENS = 20;

    private final Region times;
    private final LongTable counts;
    private final int speed;
    private Fault fault;
    private int attempt;
    private Failure failure;
    private int retryAfterMs;
    private int status;
    private boolean resets;
    private int tokens;
    private long silentMs;
    private long lateMs;
    private int brokenStep;
    private boolean withoutLastWord;

    FaultPlan(MachineSetup setup) {
        int max = (int) setup.limit("max-fault-counts", 65_536, 1, 1 << 24);
        speed = (int) setup.limit("fault-speed", 1, 1, 1_000_000);
        counts = new LongTable(setup.store(), "fault-counts", max, Long.BYTES, Field.i64("times", 0));
        times = setup.store().region("fault-times", RESET_NS_OFFSET + Long.BYTES);
        times.layout(RegionLayout.ofHeader(
                List.of(Field.timeNs("downSinceNs", 0), Field.timeNs("resetNs", RESET_NS_OFFSET))));
    }

    /** Faults that happen a few times begin anew; S15 goes down. */
    void reset(long nowNs) {
        // a table cannot be emptied in place: later counts are told from earlier ones by the moment of the reset
        times.putLong(0, nowNs);
        times.putLong(RESET_NS_OFFSET, nowNs);
    }

    /** Plans what happens to a request that has just come. */
    void plan(Command command, long nowNs) {
        fault = Fault.of(command.fault());
        apply(command, fault == null ? command.attempt() : Math.max(command.attempt(), count(command)), nowNs);
    }

    /** Says again what was planned for a request. */
    void recall(Command command, int itsAttempt, long nowNs) {
        fault = Fault.of(command.fault());
        apply(command, itsAttempt, nowNs);
    }

    private void apply(Command command, int itsAttempt, long nowNs) {
        attempt = itsAttempt;
        failure = null;
        retryAfterMs = Outcome.NOT_SAID;
        status = 0;
        resets = false;
        tokens = ALL;
        silentMs = 0;
        lateMs = 0;
        brokenStep = -1;
        withoutLastWord = false;
        if (fault == null) {
            return;
        }
        switch (fault) {
            case S01 -> once(Failure.RATE_REQUESTS, RETRY_AFTER_MS / speed);
            case S02 -> fail(Failure.RATE_REQUESTS);
            case S03 -> once(Failure.SERVER_ERROR, Outcome.NOT_SAID);
            case S04, S16 -> fail(Failure.UNAVAILABLE);
            case S05 -> resets = attempt == 0;
            case S06 -> silent(0, 120_000);
            case S07 -> lateMs = 20_000 / speed;
            case S08, S14 -> tokens = part(CUT_AFTER_TOKENS, command);
            case S09 -> silent(part(SILENT_AFTER_TOKENS, command), 30_000);
            case S10 -> brokenStep = 9; // the tenth
            case S11 -> withoutLastWord = true;
            case S12 -> fail(Failure.CONTEXT_LENGTH);
            case S13 -> fail(Failure.CONTENT_POLICY);
            case S15 -> down(nowNs);
            case OK -> {}
            case OK_NO_PREFILL -> {
                if (command.has(Command.FLAG_PREFILL)) {
                    fail(Failure.NO_PREFILL);
                }
            }
            case STATUS -> status(command.faultArgument());
        }
    }

    /** How often the same was asked for before, by the same session or test; this time included from the next time on. */
    private int count(Command command) {
        long who = command.test() != 0 ? command.test() : command.session();
        long key = Seeds.combine(
                Seeds.combine(times.getLong(RESET_NS_OFFSET), who), Seeds.combine(command.contentSeed(), fault.code()));
        int at = counts.findOrAdd(key);
        if (at == LongTable.NONE) {
            return 0;
        }
        long before = counts.region().getLong(at);
        counts.region().putLong(at, before + 1);
        return (int) Math.min(before, 65_535);
    }

    private void once(Failure what, int afterMs) {
        if (attempt == 0) {
            failure = what;
            retryAfterMs = afterMs;
        }
    }

    private void fail(Failure what) {
        failure = what;
    }

    private void silent(int afterTokens, long ms) {
        tokens = afterTokens;
        silentMs = Math.max(1, ms / speed);
    }

    /** Short answers are cut too. */
    private static int part(int wanted, Command command) {
        return Math.min(wanted, Math.max(1, command.contentTokens() * 2 / 3));
    }

    private void down(long nowNs) {
        if (times.getLong(0) == 0) {
            times.putLong(0, nowNs);
        }
        if (nowNs - times.getLong(0) < DOWN_MS * NS_PER_MS / speed) {
            failure = Failure.UNAVAILABLE;
        }
    }

    private void status(int argument) {
        int tries = argument / 1000;
        if (tries == 0 || attempt < tries) {
            failure = Failure.STATUS;
            status = argument % 1000;
        }
    }

    /** Code of the fault; 0 = none. */
    int code() {
        return fault == null ? 0 : fault.code();
    }

    int attempt() {
        return attempt;
    }

    /** How the provider fails instead of answering; null = it does not. */
    Failure failure() {
        return failure;
    }

    int retryAfterMs() {
        return retryAfterMs;
    }

    /** HTTP status of {@link Failure#STATUS}. */
    int status() {
        return status;
    }

    /** Whether the connection is reset instead. */
    boolean resets() {
        return resets;
    }

    /** After so many tokens the connection ends, or falls silent; {@link #ALL} = after none. */
    int tokens() {
        return tokens;
    }

    /** How long the connection is silent before it ends; 0 = not at all. */
    long silentNs() {
        return silentMs * NS_PER_MS;
    }

    /** How long after the head the first token comes; 0 = at its own time. */
    long lateNs() {
        return lateMs * NS_PER_MS;
    }

    /** Which step is told in broken JSON, from 0; -1 = none. */
    int brokenStep() {
        return brokenStep;
    }

    boolean isWithoutLastWord() {
        return withoutLastWord;
    }
}
