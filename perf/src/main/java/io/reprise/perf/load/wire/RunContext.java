package io.reprise.perf.load.wire;

import io.reprise.ingress.client.ClientConfig;
import io.reprise.ingress.client.Delivery;
import io.reprise.ingress.client.ReconnectPolicy;
import io.reprise.perf.load.measure.AnswerTap;
import io.reprise.perf.load.measure.Recording;
import io.reprise.perf.load.work.Workload;
import org.agrona.concurrent.NanoClock;

/**
 * What all connections of a run share.
 *
 * @param pipeline most requests outstanding on one connection
 * @param delivery of binary requests
 * @param reconnect of binary connections
 */
public record RunContext(
        Target target,
        Workload workload,
        Recording recording,
        AnswerTap tap,
        NanoClock clock,
        int pipeline,
        Delivery delivery,
        ReconnectPolicy reconnect) {
    public static final int PIPELINE_MAX = ClientConfig.MAX_IN_FLIGHT;
}
