package io.reprise.node;

import java.nio.file.Path;
import java.util.List;

/**
 * Who may come.
 *
 * @param keys file of the keys clients must show; null = none is wanted
 * @param insecureNoKeys whether an address that is not loopback may be served without keys
 * @param allowedOrigins of web pages that may use a server on loopback
 * @param tlsCertificate file of the server's certificate; null = both ports speak in the clear
 * @param tlsKey file of its private key; null without a certificate
 * @param tlsClientCa file of who signs binary clients' certificates; null = they need none
 * @param handshakeTimeoutMs how long a TLS handshake may take
 */
record SecurityConfig(
        Path keys,
        boolean insecureNoKeys,
        List<String> allowedOrigins,
        Path tlsCertificate,
        Path tlsKey,
        Path tlsClientCa,
        long handshakeTimeoutMs) {

    SecurityConfig {
        allowedOrigins = List.copyOf(allowedOrigins);
        if (handshakeTimeoutMs <= 0) {
            throw new IllegalArgumentException("--handshake-timeout must be more than 0, not " + handshakeTimeoutMs);
        }
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw new IllegalArgumentException("--tls-cert and --tls-key belong together; only "
                    + (tlsKey == null ? "--tls-cert" : "--tls-key") + " was given");
        }
        if (tlsClientCa != null && tlsCertificate == null) {
            throw new IllegalArgumentException("--tls-client-ca needs TLS: give --tls-cert and --tls-key");
        }
    }

    boolean hasTls() {
        return tlsCertificate != null;
    }
}
