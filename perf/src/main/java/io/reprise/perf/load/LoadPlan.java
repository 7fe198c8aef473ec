package io.reprise.perf.load;

import io.reprise.ingress.client.Delivery;
import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.wire.RunContext;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.Work;
import java.util.concurrent.TimeUnit;

/**
 * One run of the load generator.
 *
 * @param connections to open
 * @param pipeline most requests outstanding on one connection; the server may allow less
 * @param seed of arrivals and payloads
 * @param timeoutNs how long to wait for a connection, for the next answer while one is outstanding, and for room to
 *     send what is overdue after the schedule's end
 * @param delivery of binary requests
 * @param reconnects whether a binary connection that is lost is made again, for as long as the timeout allows
 * @param logs files to write while running
 */
public record LoadPlan(
        Target target,
        Schedule schedule,
        Work work,
        int connections,
        int pipeline,
        long seed,
        long timeoutNs,
        Delivery delivery,
        boolean reconnects,
        LoadLogs logs) {
    public static final int CONNECTIONS_MAX = 60_000; // of one client address to one server port, about
    public static final int PIPELINE_MAX = RunContext.PIPELINE_MAX;
    public static final int BINARY_PIPELINE = 256;
    public static final int HTTP_PIPELINE = 1; // few servers pipeline
    public static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    public LoadPlan {
        if (connections < 1 || connections > CONNECTIONS_MAX) {
            throw new IllegalArgumentException(
                    "connections is between 1 and " + CONNECTIONS_MAX + "; got " + connections);
        }
        if (pipeline < 1 || pipeline > PIPELINE_MAX) {
            throw new IllegalArgumentException("pipeline is between 1 and " + PIPELINE_MAX + "; got " + pipeline);
        }
        if (timeoutNs < 1) {
            throw new IllegalArgumentException("timeout is above 0; got " + timeoutNs + " ns");
        }
        if (!schedule.isLimited()) {
            throw new IllegalArgumentException("the schedule has no end; give it a count or a duration");
        }
        if (target.protocol() == Target.Protocol.HTTP && !(work instanceof Work.Chat)) {
            throw new IllegalArgumentException("HTTP carries chat; for " + work.label() + " use the binary protocol");
        }
        if (work instanceof Work.Chat chat && schedule.count() > chat.prompts().count()) {
            throw new IllegalArgumentException(
                    "there are " + chat.prompts().count() + " prompts; give a count of up to as many");
        }
        if (target.protocol() == Target.Protocol.HTTP && (delivery != Delivery.AT_MOST_ONCE || reconnects)) {
            throw new IllegalArgumentException("connecting again and exactly once are of the binary protocol");
        }
        if (logs.acks().isPresent() && !(work instanceof Work.Add)) {
            throw new IllegalArgumentException("an ack log is of adds; " + work.label() + " has none");
        }
    }

    /** One connection that stays lost when it is lost, the protocol's usual pipeline, seed 1, no logs. */
    public static LoadPlan of(Target target, Schedule schedule, Work work) {
        int pipeline = target.protocol() == Target.Protocol.BINARY ? BINARY_PIPELINE : HTTP_PIPELINE;
        return new LoadPlan(
                target, schedule, work, 1, pipeline, 1, TIMEOUT_NS, Delivery.AT_MOST_ONCE, false, LoadLogs.none());
    }

    public LoadPlan connections(int newConnections) {
        return new LoadPlan(
                target, schedule, work, newConnections, pipeline, seed, timeoutNs, delivery, reconnects, logs);
    }

    public LoadPlan pipeline(int newPipeline) {
        return new LoadPlan(
                target, schedule, work, connections, newPipeline, seed, timeoutNs, delivery, reconnects, logs);
    }

    public LoadPlan seed(long newSeed) {
        return new LoadPlan(
                target, schedule, work, connections, pipeline, newSeed, timeoutNs, delivery, reconnects, logs);
    }

    public LoadPlan timeoutNs(long newTimeoutNs) {
        return new LoadPlan(
                target, schedule, work, connections, pipeline, seed, newTimeoutNs, delivery, reconnects, logs);
    }

    public LoadPlan delivery(Delivery newDelivery) {
        return new LoadPlan(
                target, schedule, work, connections, pipeline, seed, timeoutNs, newDelivery, reconnects, logs);
    }

    public LoadPlan reconnects(boolean newReconnects) {
        return new LoadPlan(
                target, schedule, work, connections, pipeline, seed, timeoutNs, delivery, newReconnects, logs);
    }

    public LoadPlan logs(LoadLogs newLogs) {
        return new LoadPlan(
                target, schedule, work, connections, pipeline, seed, timeoutNs, delivery, reconnects, newLogs);
    }
}
