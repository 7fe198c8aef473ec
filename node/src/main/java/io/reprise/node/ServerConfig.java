package io.reprise.node;

import io.reprise.ingress.connection.IngressConfig;
import io.reprise.journal.JournalConfig;
import io.reprise.journal.SnapshotConfig;
import io.reprise.journal.monitor.ErrorLog;
import io.reprise.kernel.KernelConfig;
import java.util.List;

/**
 * Everything a server is to be like: one record per module, and what is the node's own.
 *
 * @param cores to pin threads to; see {@link Pinning}
 * @param drainTimeoutMs how long stopping waits for answers
 * @param errorLogLength bytes of distinct errors
 */
record ServerConfig(
        KernelConfig kernel,
        JournalConfig journal,
        SnapshotConfig snapshots,
        IngressConfig ingress,
        SecurityConfig security,
        List<String> cores,
        long drainTimeoutMs,
        int errorLogLength) {

    ServerConfig {
        cores = List.copyOf(cores);
        if (errorLogLength < ErrorLog.MIN_LENGTH || errorLogLength > ErrorLog.MAX_LENGTH) {
            throw new IllegalArgumentException("--error-log must be " + ErrorLog.MIN_LENGTH + " to "
                    + ErrorLog.MAX_LENGTH + " bytes, not " + errorLogLength);
        }
        if (drainTimeoutMs < 0) {
            throw new IllegalArgumentException("--drain-timeout must be 0 or more, not " + drainTimeoutMs);
        }
    }
}
