package io.reprise.ingress.connection;

/** Counts of the edge, written by the event loop and read there by {@code /metrics}. */
public final class IngressCounters {
    public long connectionsOpened;
    public long connectionsRefused;
    public long connectionsRefusedByAddress;
    public long connectionErrors;
    public long acceptErrors;
    public long slowReadersClosed;
    public long slowRequestsClosed;
    public long requestsBinary;
    public long requestsHttp;
    public long refusedFrames;
    public long refusedHttp;
    public long handshakesFailed;
    public long requestsShed;
    public long refusedOverloaded;
    public long unauthorized;
    public long forbidden;
    public long foreignOrigins;
    public long refusedShuttingDown;
    public long refusedNotInitialized;
    public long refusedStorageFull;
    public long answers;
    public long orphanAnswers;
    public long ticks;
    public long requestsExpired;
    public long overloadWaits;
    public long occupancySamples;

    /** A request was not taken. */
    void onRefusal(Refusal refusal) {
        switch (refusal.status()) {
            case OVERLOADED -> {
                if (refusal.current() < refusal.capacity()) {
                    requestsShed++;
                } else {
                    refusedOverloaded++;
                }
            }
            case SHUTTING_DOWN -> refusedShuttingDown++;
            case NOT_INITIALIZED -> refusedNotInitialized++;
            case STORAGE_FULL -> refusedStorageFull++;
            default -> throw new IllegalArgumentException("admission is not refused with " + refusal.status());
        }
    }
}
