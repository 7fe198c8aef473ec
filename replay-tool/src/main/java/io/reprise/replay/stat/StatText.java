package io.reprise.replay.stat;

import io.reprise.journal.monitor.Counters;
import io.reprise.kernel.metrics.LatencyTotals.Quantile;
import io.reprise.kernel.metrics.Reading;
import io.reprise.replay.Durations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link Look} as people read it. */
final class StatText {
    private static final String NOTHING = "-";
    private static final double MIB = 1024 * 1024;
    private static final double MILLION = 1e6;
    private static final double NS_PER_SECOND = 1e9;
    private static final long NS_PER_MS = 1_000_000;

    /** Of the latency columns. */
    private static final List<Quantile> QUANTILES = List.of(Quantile.P50, Quantile.P99, Quantile.P99_9, Quantile.MAX);

    /** A stage, the counter that says how far it is, and the latency that ends with it. */
    private static final List<List<String>> STAGES = List.of(
            List.of("sequencer", "sequencer_sequence", ""),
            List.of("journal", "journal_sequence", "journal"),
            List.of("engine", "engine_sequence", "engine"),
            List.of("released", "released_sequence", "end_to_end"));

    /** Shown when there are any. */
    private static final List<String> OTHER_REFUSALS = List.of(
            "connections_refused_by_address",
            "handshakes_failed",
            "unauthorized",
            "forbidden",
            "foreign_origins",
            "refused_shutting_down",
            "refused_not_initialized",
            "refused_storage_full",
            "refused_overloaded",
            "requests_shed",
            "requests_expired",
            "ring_full_waits",
            "overload_waits");

    private StatText() {}

    /** Several lines, each ended. */
    static String block(Look look) {
        StringBuilder text = new StringBuilder();
        line(text, head(look));
        line(
                text,
                "rates      events %,.0f/s   answers %,.0f/s   journal %,.2f MB/s   (%s)",
                look.rate("events"),
                look.rate("answers"),
                look.rate("journal") / MILLION,
                look.before() == null ? "since the start" : "since the last look");
        line(
                text,
                "ring       %s %% of %s MiB used",
                in(MILLION / 100, look, "input_ring_occupancy"),
                in(MIB, look, "input_ring"));
        stages(text, look);
        line(
                text,
                "journal    %s MiB since the start, %s MiB in this file",
                in(MIB, look, "journal"),
                in(MIB, look, "journal_file"));
        if (look.has("snapshot_sequence")) {
            line(
                    text,
                    "snapshot   at sequence %s, %s",
                    number(look.value("snapshot_sequence")),
                    look.value("snapshot_age") == Reading.NONE
                            ? "of an earlier start or none"
                            : Durations.span(look.value("snapshot_age") / NS_PER_MS) + " ago");
        }
        line(text, "clients    " + list(look, "connections", "unanswered"));
        line(text, "refused    " + list(look, "connections_refused", "refused_frames", "refused_http") + others(look));
        line(text, "faults     " + list(look, "machine_faults", "connection_errors", "accept_errors", "errors"));
        line(
                text,
                "process    %.2f cores, %s MiB resident, %s MiB heap, %.2f %% of the time in GC",
                look.rate("process_cpu") / NS_PER_SECOND,
                in(MIB, look, "process_resident"),
                in(MIB, look, "jvm_heap"),
                look.rate("jvm_gc_time") * 100 / NS_PER_SECOND);
        return text.toString();
    }

    /** One line, for logs. */
    static String line(Look look) {
        return String.format(
                Locale.ROOT,
                "%s %s events %,.0f/s answers %,.0f/s journal %,.2f MB/s ring %s %% sequence %s behind: journal %s"
                        + " engine %s released %s; connections %s",
                Instant.ofEpochMilli(look.nowMs()).truncatedTo(ChronoUnit.SECONDS),
                look.counters().state(),
                look.rate("events"),
                look.rate("answers"),
                look.rate("journal") / MILLION,
                in(MILLION / 100, look, "input_ring_occupancy"),
                number(look.value("sequencer_sequence")),
                number(behind(look, "journal_sequence")),
                number(behind(look, "engine_sequence")),
                number(behind(look, "released_sequence")),
                number(look.value("connections")));
    }

    /** Every counter, a line each. */
    static String all(Counters counters) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Counters.Value> counter : counters.values().entrySet()) {
            Counters.Value value = counter.getValue();
            line(text, "%20s %-5s  %-28s %s", plain(value), unit(value.unit()), counter.getKey(), value.help());
        }
        return text.toString();
    }

    private static String head(Look look) {
        Counters counters = look.counters();
        String up = Durations.span(Math.max(0, look.sessionMs()));
        String silence = Durations.span(Math.max(0, look.nowMs() - counters.heartbeatMs()));
        return switch (look.life()) {
            case ALIVE -> counters.state() + ", pid " + counters.pid() + ", up " + up;
            case STOPPED -> "STOPPED in order at " + Instant.ofEpochMilli(counters.heartbeatMs()) + " after " + up;
            case SILENT ->
                "SILENT: pid " + counters.pid() + " is there, but its counters have not moved for " + silence
                        + "; it said " + counters.state();
            case GONE ->
                "GONE: pid " + counters.pid() + " ended without a word " + silence + " ago, up " + up + "; it said "
                        + counters.state();
        };
    }

    private static void stages(StringBuilder text, Look look) {
        StringBuilder head =
                new StringBuilder(String.format(Locale.ROOT, "%-10s %18s %10s", "stage", "last sequence", "behind"));
        QUANTILES.forEach(quantile ->
                head.append(String.format(Locale.ROOT, "%10s", quantile.label().replace('_', '.'))));
        line(text, head + "  us, since the start");
        for (List<String> stage : STAGES) {
            StringBuilder row = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%-10s %18s %10s",
                    stage.get(0),
                    number(look.value(stage.get(1))),
                    stage.get(2).isEmpty() ? "" : number(behind(look, stage.get(1)))));
            if (!stage.get(2).isEmpty()) {
                for (Quantile quantile : QUANTILES) {
                    long ns = look.value("latency_" + stage.get(2) + "_" + quantile.label());
                    row.append(String.format(Locale.ROOT, "%10s", ns == Reading.NONE ? NOTHING : Durations.micros(ns)));
                }
            }
            line(text, row.toString().stripTrailing());
        }
    }

    /** How many frames a stage has still to see; the counters are not of the very same moment. */
    private static long behind(Look look, String sequence) {
        return look.has(sequence) ? Math.max(0, look.value("sequencer_sequence") - look.value(sequence)) : Reading.NONE;
    }

    /** The counters there are, as "5 connections, 3 sessions". */
    private static String list(Look look, String... names) {
        StringBuilder list = new StringBuilder();
        for (String name : names) {
            if (look.has(name)) {
                list.append(list.isEmpty() ? "" : ", ")
                        .append(number(look.value(name)))
                        .append(' ')
                        .append(name.replace('_', ' '));
            }
        }
        return list.toString();
    }

    /** A value in a larger unit, with a decimal. */
    private static String in(double unit, Look look, String name) {
        long value = look.value(name);
        return value == Reading.NONE ? NOTHING : String.format(Locale.ROOT, "%.1f", value / unit);
    }

    private static String others(Look look) {
        String[] some =
                OTHER_REFUSALS.stream().filter(name -> look.value(name) > 0).toArray(String[]::new);
        return some.length == 0 ? "" : ", " + list(look, some);
    }

    private static String number(long value) {
        return value == Reading.NONE ? NOTHING : String.format(Locale.ROOT, "%,d", value);
    }

    private static String plain(Counters.Value value) {
        if (value.value() == Reading.NONE) {
            return NOTHING;
        }
        return switch (value.unit()) {
            case COUNT, BYTES -> Long.toString(value.value());
            case NANOSECONDS, MILLIONTHS -> Durations.plain(value.inBaseUnit());
        };
    }

    private static String unit(Reading.Unit unit) {
        return switch (unit) {
            case COUNT, MILLIONTHS -> "";
            case BYTES -> "bytes";
            case NANOSECONDS -> "s";
        };
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}
