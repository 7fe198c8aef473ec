package io.reprise.kernel.stage;

import org.agrona.concurrent.Agent;

/**
 * A consumer of a ring as an Agrona agent: {@link #doWork()} handles what is there and returns how many frames that
 * were. Which thread calls it is decided elsewhere ({@link ThreadingMode}), always the same one. What it throws stops the
 * kernel.
 */
public interface Stage extends Agent {
    /** The most frames handled in one duty cycle, so that stages sharing a thread take turns. */
    int MAX_BATCH = 512;

    @Override
    int doWork();
}
