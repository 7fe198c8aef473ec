package io.reprise.perf.bench;

import io.reprise.ingress.client.Delivery;
import io.reprise.perf.load.LoadClient;
import io.reprise.perf.load.LoadPlan;
import io.reprise.perf.load.LoadResult;
import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.Work;
import io.reprise.perf.server.ChildServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Two servers, each in a process of its own, loaded in turn by the same client: as many requests as a window of
 * outstanding ones lets through. The client uses a core up before the server does, so the processor time per message is
 * told beside the rate.
 */
final class NetworkComparison implements Comparison {
    private static final long ROUND_NS = TimeUnit.MILLISECONDS.toNanos(1500);

    /** A server pinned to one core compiles its code on that core as well: ours takes some 20 s to get to its speed. */
    private static final long WARM_UP_NS = TimeUnit.SECONDS.toNanos(20);

    private final String name;
    private final String rawName;
    private final double goal;
    private final Side raw;
    private final Side ours;

    /** One server and how it is asked. */
    record Side(
            ChildServer server,
            Target target,
            Work work,
            int connections,
            int pipeline,
            Delivery delivery,
            List<Double> cpuNs) {
        static Side of(ChildServer server, Target target, Work work, int connections, int pipeline) {
            return new Side(server, target, work, connections, pipeline, Delivery.AT_MOST_ONCE, new ArrayList<>());
        }

        /** The same, each connection in a session of its own. */
        Side exactlyOnce() {
            return new Side(server, target, work, connections, pipeline, Delivery.EXACTLY_ONCE, new ArrayList<>());
        }

        /** Answers per second, in millions. */
        double run() throws IOException {
            if (cpuNs.isEmpty()) {
                load(WARM_UP_NS);
            }
            long cpuBefore = server.cpu().toNanos();
            LoadResult result = load(ROUND_NS);
            cpuNs.add((server.cpu().toNanos() - cpuBefore)
                    / (double) Math.max(1, result.counts().answered()));
            return result.answersPerSecond() / 1e6;
        }

        private LoadResult load(long durationNs) throws IOException {
            LoadPlan plan = LoadPlan.of(target, Schedule.window().durationNs(durationNs), work)
                    .connections(connections)
                    .pipeline(pipeline)
                    .delivery(delivery);
            LoadResult result = new LoadClient().run(plan);
            if (!result.isRight()) {
                throw new IllegalStateException("wrong answers from " + target + ": " + result.detail());
            }
            return result;
        }

        double medianCpuNs() {
            return Result.median(cpuNs.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }

    NetworkComparison(String name, String rawName, double goal, Side raw, Side ours) {
        this.name = name;
        this.rawName = rawName;
        this.goal = goal;
        this.raw = raw;
        this.ours = ours;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String rawName() {
        return rawName;
    }

    @Override
    public double goal() {
        return goal;
    }

    @Override
    public double raw() throws IOException {
        return raw.run();
    }

    @Override
    public double ours() throws IOException {
        return ours.run();
    }

    @Override
    public String remark() {
        return String.format(
                Locale.ROOT, "server CPU/message %.0f ns vs %.0f ns", ours.medianCpuNs(), raw.medianCpuNs());
    }

    @Override
    public void close() {
        raw.server().close();
        ours.server().close();
    }
}
