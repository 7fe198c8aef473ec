package io.reprise.replay.latency.log;

import java.io.IOException;

/** Latencies that cannot be reported; the message is the whole sentence a user reads. */
public final class UnusableLatencyException extends IOException {
    private static final long serialVersionUID = 1;

    public UnusableLatencyException(String message) {
        super(message);
    }
}
