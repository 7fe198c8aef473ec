package io.reprise.node;

import java.nio.file.Path;
import java.util.List;

/**
 * Who may come.
 *
 * @param keys file of the keys clients must show; null = none is wanted
 * @param insecureNoKeys whether an address that is not loopback may be served without keys
 * @param allowedOrigins of web pages that may use a server on loopback
 */
record SecurityConfig(Path keys, boolean insecureNoKeys, List<String> allowedOrigins) {
    SecurityConfig {
        allowedOrigins = List.copyOf(allowedOrigins);
    }
}
