package io.reprise.node;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.reprise.ingress.codec.ServiceCodec;
import io.reprise.ingress.http.HttpPage;
import io.reprise.kernel.Lifecycle;
import io.reprise.kernel.metrics.LatencyTotals;
import io.reprise.kernel.metrics.Reading;
import io.reprise.kernel.metrics.Readings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** {@code /metrics}: the {@link Readings}, read when asked, in base units. Event loop only. */
final class MetricsPage implements HttpPage.Source {
    private static final String PREFIX = "reprise_";

    private final Readings readings;
    private final Lifecycle lifecycle;
    private final List<ServiceCodec> codecs;
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    /** @param codecs whose services have something counted, too */
    MetricsPage(Readings readings, Lifecycle lifecycle, List<ServiceCodec> codecs) {
        this.codecs = codecs;
        this.readings = readings;
        this.lifecycle = lifecycle;
    }

    @Override
    public boolean isGuarded() {
        return true;
    }

    @Override
    public HttpPage get() {
        MetricSnapshots.Builder all =
                MetricSnapshots.builder().metricSnapshot(state()).metricSnapshot(latencies());
        readings.list().forEach(reading -> all.metricSnapshot(snapshot(reading)));
        codecs.forEach(codec -> codec.metrics(new SnapshotSink(all)));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, all.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new HttpPage(200, PrometheusTextFormatWriter.CONTENT_TYPE, text.toString(StandardCharsets.UTF_8));
    }

    /** The name of a reading on this page; of a counter without the {@code _total} that is added to it. */
    static String name(Reading reading) {
        return PREFIX
                + reading.name()
                + switch (reading.unit()) {
                    case COUNT, MILLIONTHS -> "";
                    case BYTES -> "_bytes";
                    case NANOSECONDS -> "_seconds";
                };
    }

    private static MetricSnapshot snapshot(Reading reading) {
        double value = reading.unit().inBaseUnit(reading.value().getAsLong());
        return switch (reading.type()) {
            case COUNTER ->
                CounterSnapshot.builder()
                        .name(name(reading))
                        .help(reading.help())
                        .dataPoint(
                                CounterDataPointSnapshot.builder().value(value).build())
                        .build();
            case GAUGE ->
                GaugeSnapshot.builder()
                        .name(name(reading))
                        .help(reading.help())
                        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                        .build();
        };
    }

    private MetricSnapshot state() {
        GaugeSnapshot.Builder states = GaugeSnapshot.builder()
                .name(PREFIX + "state")
                .help("1 for the state the server is in, 0 for the others.");
        Lifecycle.State present = lifecycle.state();
        for (Lifecycle.State state : Lifecycle.State.values()) {
            states.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("state", state.name()))
                    .value(state == present ? 1 : 0)
                    .build());
        }
        return states.build();
    }

    private MetricSnapshot latencies() {
        SummarySnapshot.Builder summary = SummarySnapshot.builder()
                .name(PREFIX + "stage_latency_seconds")
                .help("Times since the start; of a stage, from a frame's timestamp to the end of its batch.");
        for (LatencyTotals totals : readings.latencies()) {
            summary.dataPoint(SummaryDataPointSnapshot.builder()
                    .labels(Labels.of("stage", totals.name()))
                    .count(totals.count())
                    .quantiles(quantiles(totals))
                    .build());
        }
        return summary.build();
    }

    private static Quantiles quantiles(LatencyTotals totals) {
        return Quantiles.of(Arrays.stream(LatencyTotals.Quantile.values())
                .map(quantile ->
                        new Quantile(quantile.share(), Reading.Unit.NANOSECONDS.inBaseUnit(totals.valueNs(quantile))))
                .toArray(Quantile[]::new));
    }
}
