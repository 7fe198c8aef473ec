package io.reprise.ingress.connection;

import io.reprise.kernel.frame.Status;

/** Counts of the edge, written by the event loop and read there by {@code /metrics}. */
public final class IngressCounters {
    public long connectionsOpened;
    public long connectionsRefused;
    public long connectionErrors;
    public long acceptErrors;
    public long slowReadersClosed;
    public long slowRequestsClosed;
    public long requestsBinary;
    public long requestsHttp;
    public long refusedFrames;
    public long refusedHttp;
    public long unauthorized;
    public long forbidden;
    public long foreignOrigins;
    public long refusedShuttingDown;
    public long refusedNotInitialized;
    public long refusedStorageFull;
    public long answers;
    public long orphanAnswers;
    public long ticks;
    public long ringFullWaits;

    /** A request was not taken. */
    void onRefusal(Status status) {
        switch (status) {
            case SHUTTING_DOWN -> refusedShuttingDown++;
            case NOT_INITIALIZED -> refusedNotInitialized++;
            case STORAGE_FULL -> refusedStorageFull++;
            default -> throw new IllegalArgumentException("admission is not refused with " + status);
        }
    }
}
