package io.reprise.node;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags of {@code reprise serve} that say who may come. */
final class SecurityOptions {
    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "Keys that clients must show; see `reprise key`. Read again when it changes. Without it only"
                    + " loopback is served.")
    Path keys;

    @Option(
            names = "--insecure-no-keys",
            defaultValue = "false",
            description = "Serve everybody who reaches an address that is not loopback, without keys.")
    boolean insecureNoKeys;

    @Option(
            names = "--allowed-origin",
            split = ",",
            paramLabel = "ORIGIN",
            description = "Web pages that may use a server on loopback, such as https://app.example.com (default: those"
                    + " from localhost).")
    List<String> allowedOrigins = List.of();

    SecurityConfig config() {
        return new SecurityConfig(keys, insecureNoKeys, allowedOrigins);
    }
}
