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

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "PEM file of the server's certificate, and of those between it and a root: both ports speak TLS"
                            + " 1.3 and 1.2 and nothing else. Read again when it changes. Without it they speak in the clear.")
    Path tlsCertificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM file (PKCS #8) of the certificate's private key. Read again when it changes.")
    Path tlsKey;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description =
                    "PEM file of who signs the certificates that binary clients must have (default: they need none)."
                            + " Read again when it changes.")
    Path tlsClientCa;

    @Option(
            names = "--handshake-timeout",
            defaultValue = "5000",
            paramLabel = "MS",
            description = "How long a TLS handshake may take, from connecting to its end (default ${DEFAULT-VALUE}).")
    long handshakeTimeoutMs;

    SecurityConfig config() {
        return new SecurityConfig(
                keys, insecureNoKeys, allowedOrigins, tlsCertificate, tlsKey, tlsClientCa, handshakeTimeoutMs);
    }
}
