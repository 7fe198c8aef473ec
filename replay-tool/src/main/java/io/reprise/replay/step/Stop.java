package io.reprise.replay.step;

/** Something to stop for: a {@link Break} or a {@link Watch}. */
interface Stop {
    /** Notes how things are before what comes next. */
    void arm(TimeTravel travel);

    /** Why to stop here, after the last frame executed; empty when there is no reason. */
    String reason(TimeTravel travel);

    /** Whether it tells what changed, and so has something to say after a jump too. */
    boolean isWatch();
}
