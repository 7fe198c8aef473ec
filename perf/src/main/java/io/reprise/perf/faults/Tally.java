package io.reprise.perf.faults;

import java.util.ArrayList;
import java.util.List;

/** What one fault came to: counts, facts worth knowing, and what was wrong. One thread. */
final class Tally {
    private static final int FAILURES_MAX = 10;

    private final List<String> notes = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int rounds;
    private long acknowledged;
    private long lost;
    private long doubled;
    private int replays;
    private int identical;

    void acknowledge(long requests) {
        acknowledged += requests;
    }

    void lose(long requests) {
        lost += requests;
    }

    /** A request had a second effect. */
    void repeat() {
        doubled++;
    }

    void replay(boolean same) {
        replays++;
        identical += same ? 1 : 0;
    }

    void endRound() {
        rounds++;
    }

    /** A line under the table. */
    void note(String fact) {
        notes.add(fact);
    }

    /** Something is wrong, which makes the verdict bad. Only the first ten are kept. */
    void fail(String sentence) {
        if (failures.size() < FAILURES_MAX) {
            failures.add(sentence);
        }
    }

    void require(boolean condition, String otherwise) {
        if (!condition) {
            fail(otherwise);
        }
    }

    int rounds() {
        return rounds;
    }

    long acknowledged() {
        return acknowledged;
    }

    long lost() {
        return lost;
    }

    long doubled() {
        return doubled;
    }

    int replays() {
        return replays;
    }

    int identical() {
        return identical;
    }

    List<String> notes() {
        return notes;
    }

    List<String> failures() {
        return failures;
    }
}
