package io.reprise.perf.load;

import io.reprise.ingress.client.Delivery;
import io.reprise.perf.load.Quantity.HostPort;
import io.reprise.perf.load.wire.Target;
import java.util.List;
import picocli.CommandLine.Option;

/** Where to, and over how many connections. */
final class TargetOptions {
    @Option(
            names = "--binary",
            paramLabel = "HOST:PORT",
            converter = HostPort.Converter.class,
            description = "Speak the binary frame protocol to this address.")
    private HostPort binary;

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            converter = HostPort.Converter.class,
            description = "Speak HTTP/1.1 to this address.")
    private HostPort http;

    @Option(
            names = "--path",
            defaultValue = Target.CHAT_PATH,
            description = "Path of HTTP requests (default: ${DEFAULT-VALUE}).")
    private String path;

    @Option(
            names = "--header",
            paramLabel = "NAME:VALUE",
            description = "A further header of HTTP requests; may be given several times.")
    private List<String> headers = List.of();

    @Option(names = "--api-key", defaultValue = "", description = "Sent in HELLO, or as a bearer token.")
    private String apiKey;

    @Option(
            names = "--connections",
            paramLabel = "C",
            defaultValue = "1",
            description = "Connections to open (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--pipeline",
            paramLabel = "W",
            description = "Most requests outstanding on one connection; the server may allow less (default: "
                    + LoadPlan.BINARY_PIPELINE + " binary, " + LoadPlan.HTTP_PIPELINE + " HTTP).")
    private Integer pipeline;

    @Option(
            names = "--exactly-once",
            description = "Open a session for each binary connection, whose requests are executed once however often"
                    + " they are sent; with --reconnect what is unanswered is sent again.")
    private boolean exactlyOnce;

    @Option(
            names = "--reconnect",
            description = "Connect again when a binary connection is lost, until nothing is answered for --timeout.")
    private boolean reconnect;

    Target target() {
        if ((binary == null) == (http == null)) {
            throw new IllegalArgumentException((binary == null ? "no target is given" : "two targets are given")
                    + "; give one, --binary HOST:PORT or --http HOST:PORT");
        }
        return binary != null
                ? Target.binary(binary.host(), binary.port()).apiKey(apiKey)
                : Target.http(http.host(), http.port())
                        .path(path)
                        .apiKey(apiKey)
                        .headers(headers);
    }

    LoadPlan apply(LoadPlan plan) {
        LoadPlan connected = plan.connections(connections)
                .delivery(exactlyOnce ? Delivery.EXACTLY_ONCE : Delivery.AT_MOST_ONCE)
                .reconnects(reconnect);
        return pipeline == null ? connected : connected.pipeline(pipeline);
    }
}
