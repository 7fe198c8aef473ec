package io.reprise.perf.load.wire;

import io.reprise.perf.load.measure.AnswerTap;
import io.reprise.perf.load.measure.Recording;
import io.reprise.perf.load.work.Workload;
import org.agrona.concurrent.NanoClock;

/**
 * What all connections of a run share.
 *
 * @param pipeline most requests outstanding on one connection
 */
public record RunContext(
        Target target, Workload workload, Recording recording, AnswerTap tap, NanoClock clock, int pipeline) {
    /** Slots of a correlation id. */
    public static final int PIPELINE_MAX = InFlight.CAPACITY_MAX;
}
