package io.reprise.node;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.SummaryWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.reprise.ingress.connection.IngressCounters;
import io.reprise.ingress.http.HttpPage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.DoubleSupplier;

/** {@code /metrics}: everything is read when asked, nothing is counted twice. Event loop only. */
final class MetricsPage implements HttpPage.Source {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final double NS_PER_SECOND = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    MetricsPage(IngressCounters counters, LatencyLog latency, List<String> stages) {
        counter("reprise_connections_opened", "Connections accepted.", () -> counters.connectionsOpened);
        counter("reprise_connections_refused", "Connections closed at the limit.", () -> counters.connectionsRefused);
        counter("reprise_connection_errors", "Connections ended by an error.", () -> counters.connectionErrors);
        counter("reprise_accept_errors", "Connections that could not be accepted.", () -> counters.acceptErrors);
        counter("reprise_slow_readers_closed", "Clients that did not read.", () -> counters.slowReadersClosed);
        counter("reprise_slow_requests_closed", "HTTP requests that took too long.", () -> counters.slowRequestsClosed);
        counter("reprise_requests_binary", "Frames admitted.", () -> counters.requestsBinary);
        counter("reprise_requests_http", "HTTP requests admitted.", () -> counters.requestsHttp);
        counter("reprise_refused_frames", "Frames refused by the edge.", () -> counters.refusedFrames);
        counter("reprise_refused_http", "HTTP requests refused by the edge.", () -> counters.refusedHttp);
        counter(
                "reprise_connections_refused_by_address",
                "Connections closed at the limit of their address.",
                () -> counters.connectionsRefusedByAddress);
        counter("reprise_requests_shed", "Requests refused at random.", () -> counters.requestsShed);
        counter("reprise_refused_overloaded", "Requests refused without room.", () -> counters.refusedOverloaded);
        counter(
                "reprise_requests_expired",
                "Requests that waited longer than their timeout.",
                () -> counters.requestsExpired);
        counter(
                "reprise_refused_shutting_down",
                "Requests refused while draining.",
                () -> counters.refusedShuttingDown);
        counter(
                "reprise_refused_not_initialized",
                "Requests refused before the run was recovered.",
                () -> counters.refusedNotInitialized);
        counter(
                "reprise_refused_storage_full",
                "Requests refused for want of disk.",
                () -> counters.refusedStorageFull);
        counter("reprise_answers", "Answers released.", () -> counters.answers);
        counter("reprise_orphan_answers", "Answers whose client was gone.", () -> counters.orphanAnswers);
        counter("reprise_ticks", "TICK frames written.", () -> counters.ticks);
        counter("reprise_overload_waits", "Times clients had to wait for room.", () -> counters.overloadWaits);
        SummaryWithCallback.builder()
                .name("reprise_stage_latency_seconds")
                .help("From a frame's timestamp to the end of its batch in a stage.")
                .labelNames("stage")
                .callback(callback -> stages.forEach(
                        stage -> callback.call(latency.count(stage), Double.NaN, quantiles(latency, stage), stage)))
                .register(registry);
    }

    /** A number that goes up. */
    void counter(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /** A number that goes up and down. */
    void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    private static Quantiles quantiles(LatencyLog latency, String stage) {
        Quantile[] quantiles = new Quantile[PERCENTILES.length];
        for (int i = 0; i < quantiles.length; i++) {
            quantiles[i] = new Quantile(PERCENTILES[i] / 100, latency.valueNs(stage, PERCENTILES[i]) / NS_PER_SECOND);
        }
        return Quantiles.of(quantiles);
    }

    @Override
    public HttpPage get() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new HttpPage(200, PrometheusTextFormatWriter.CONTENT_TYPE, text.toString(StandardCharsets.UTF_8));
    }
}
