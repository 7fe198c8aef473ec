package io.reprise.perf.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.reprise.ingress.client.Delivery;
import io.reprise.perf.load.pace.Arrivals;
import io.reprise.perf.load.wire.LinkCounts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A result for people and for programs. */
public final class LoadReport {
    private static final double NS_PER_US = 1_000;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final String[] PERCENTILE_NAMES = {"p50", "p90", "p99", "p999", "p9999"};

    private final LoadResult result;
    private final LoadPlan plan;

    public LoadReport(LoadResult result) {
        this.result = result;
        this.plan = result.plan();
    }

    /** Several lines; latencies in us. */
    public void text(PrintWriter out) {
        LoadCounts counts = result.counts();
        line(out, "%s: %s to %s", mode(), plan.work().label(), plan.target());
        line(
                out,
                "connections %d, up to %d outstanding on each%s",
                plan.connections(),
                result.window(),
                plan.delivery() == Delivery.EXACTLY_ONCE ? ", exactly once" : "");
        line(
                out,
                "sent %d, answered %d (right %d, wrong %d, failed %d), unanswered %d",
                counts.sent(),
                counts.answered(),
                counts.right(),
                counts.wrong(),
                counts.failed(),
                counts.unanswered());
        extras(out);
        line(out, "%.3f s, %.1f answers/s", result.elapsedNs() / 1e9, result.answersPerSecond());
        if (counts.answered() > 0) {
            table(out);
        }
        if (result.ending() != Ending.DONE || !result.detail().isEmpty()) {
            line(out, "");
            line(out, "%s%s", endingText(), result.detail());
        }
    }

    /** One JSON object on one line; latencies in ns. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            plan(json);
            counts(json);
            latencies(json, "responseTimeNs", result.responseTime());
            latencies(json, "serviceTimeNs", result.serviceTime());
            latencies(json, "failureTimeNs", result.failureTime());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string refused text", e);
        }
        return text.toString();
    }

    private void plan(JsonGenerator json) throws IOException {
        json.writeStringField("loop", plan.schedule().isClosedLoop() ? "closed" : "open");
        json.writeStringField("arrivals", plan.schedule().arrivals().label());
        json.writeNumberField("ratePerSecond", ratePerSecond());
        json.writeStringField("target", plan.target().toString());
        json.writeStringField("work", plan.work().label());
        json.writeNumberField("connections", plan.connections());
        json.writeNumberField("window", result.window());
        json.writeStringField("delivery", plan.delivery().name());
        json.writeNumberField("seed", plan.seed());
    }

    private void counts(JsonGenerator json) throws IOException {
        LoadCounts counts = result.counts();
        json.writeStringField("ending", result.ending().name());
        json.writeStringField("detail", result.detail());
        json.writeNumberField("exitCode", result.exitCode());
        json.writeNumberField("sent", counts.sent());
        json.writeNumberField("answered", counts.answered());
        json.writeNumberField("right", counts.right());
        json.writeNumberField("wrong", counts.wrong());
        json.writeNumberField("failed", counts.failed());
        json.writeObjectFieldStart("errors");
        for (Map.Entry<String, Long> error : result.errors().entrySet()) {
            json.writeNumberField(error.getKey(), error.getValue());
        }
        json.writeEndObject();
        json.writeNumberField("unanswered", counts.unanswered());
        json.writeNumberField("unexpected", counts.unexpected());
        json.writeNumberField("unsent", counts.unsent());
        json.writeNumberField("capped", counts.capped());
        json.writeNumberField("reconnects", result.links().reconnects());
        json.writeNumberField("resent", result.links().resent());
        json.writeNumberField("ignoredAnswers", result.links().ignoredAnswers());
        json.writeNumberField("unknownOutcomes", result.links().unknownOutcomes());
        json.writeNumberField("elapsedNs", result.elapsedNs());
        json.writeNumberField("answersPerSecond", result.answersPerSecond());
    }

    private static void latencies(JsonGenerator json, String name, Histogram histogram) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", histogram.getTotalCount());
        if (histogram.getTotalCount() > 0) {
            json.writeNumberField("min", histogram.getMinValue());
            json.writeNumberField("mean", histogram.getMean());
            for (int i = 0; i < PERCENTILES.length; i++) {
                json.writeNumberField(PERCENTILE_NAMES[i], histogram.getValueAtPercentile(PERCENTILES[i]));
            }
            json.writeNumberField("max", histogram.getMaxValue());
        }
        json.writeEndObject();
    }

    private void table(PrintWriter out) {
        line(out, "");
        line(out, "%-34s %10s %10s %10s %10s %10s", "us", "p50", "p90", "p99", "p99.9", "max");
        latencies(out, responseLabel(), result.responseTime());
        latencies(out, "service time (from actual send)", result.serviceTime());
        if (result.counts().failed() > 0) {
            latencies(out, "failures (from intended send)", result.failureTime());
        }
    }

    private void extras(PrintWriter out) {
        LoadCounts counts = result.counts();
        if (!result.errors().isEmpty()) {
            line(out, "failed answers by status: %s", result.errors());
        }
        if (plan.reconnects()) {
            LinkCounts links = result.links();
            line(
                    out,
                    "reconnects %d, resent %d, second answers ignored %d, outcomes unknown %d",
                    links.reconnects(),
                    links.resent(),
                    links.ignoredAnswers(),
                    links.unknownOutcomes());
        }
        if (counts.unexpected() > 0) {
            line(out, "answers to nothing that was asked: %d", counts.unexpected());
        }
        if (counts.unsent() > 0) {
            line(out, "due but never sent, for want of room: %d", counts.unsent());
        }
        if (counts.capped() > 0) {
            line(out, "prompts shortened to fit the server's longest frame: %d", counts.capped());
        }
    }

    private String mode() {
        if (plan.schedule().isClosedLoop()) {
            return "CLOSED LOOP, as fast as the window allows";
        }
        return plan.schedule().arrivals() instanceof Arrivals.Recorded recorded
                ? String.format(Locale.ROOT, "open loop, trace at speed %s", recorded.speed())
                : String.format(
                        Locale.ROOT,
                        "open loop, %s at %.1f/s",
                        plan.schedule().arrivals().label(),
                        ratePerSecond());
    }

    /** 0 where no rate was asked for. */
    private double ratePerSecond() {
        Arrivals arrivals = plan.schedule().arrivals();
        if (arrivals instanceof Arrivals.Uniform uniform) {
            return uniform.ratePerSecond();
        }
        return arrivals instanceof Arrivals.Poisson poisson ? poisson.ratePerSecond() : 0;
    }

    private String responseLabel() {
        return plan.schedule().isClosedLoop()
                ? "response time (closed: from send)"
                : "response time (from intended send)";
    }

    private String endingText() {
        return switch (result.ending()) {
            case DONE -> "first complaint: ";
            case TIMED_OUT -> "gave up waiting; ";
            case REFUSED -> "no connection: ";
            case LOST -> "connection lost: ";
        };
    }

    private static void latencies(PrintWriter out, String label, Histogram histogram) {
        line(
                out,
                "%-34s %10.1f %10.1f %10.1f %10.1f %10.1f",
                label,
                histogram.getValueAtPercentile(50) / NS_PER_US,
                histogram.getValueAtPercentile(90) / NS_PER_US,
                histogram.getValueAtPercentile(99) / NS_PER_US,
                histogram.getValueAtPercentile(99.9) / NS_PER_US,
                histogram.getMaxValue() / NS_PER_US);
    }

    private static void line(PrintWriter out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
