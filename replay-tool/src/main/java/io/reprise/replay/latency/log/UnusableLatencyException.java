package io.reprise.replay.latency;

import java.io.IOException;

/** Latencies that cannot be reported; the message is the whole sentence a user reads. */
final class UnusableLatencyException extends IOException {
    private static final long serialVersionUID = 1;

    UnusableLatencyException(String message) {
        super(message);
    }
}
