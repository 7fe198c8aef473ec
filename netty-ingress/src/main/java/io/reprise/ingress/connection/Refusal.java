package io.reprise.ingress.connection;

import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.Status;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Why a request is not taken now, in the words of both protocols. Immutable; made once and given to many. */
public final class Refusal {
    /** The server recovers its run. */
    static final Refusal NOT_INITIALIZED =
            new Refusal(Status.NOT_INITIALIZED, "the server is still recovering its run; try again later", 1_000);

    private static final long MS_PER_SECOND = 1_000;

    private final Status status;
    private final String text;
    private final int capacity;
    private final int current;
    private final int retryAfterMs;
    private final byte[] payload;

    /**
     * For what is not counted.
     *
     * @param text what is wrong and what would be right
     * @param retryAfterMs when trying again makes sense, at least 1
     */
    public Refusal(Status status, String text, int retryAfterMs) {
        this(status, text, 0, 0, retryAfterMs);
    }

    /**
     * @param text what is wrong and what would be right
     * @param capacity how much there is of what ran out
     * @param current how much of it is in use
     * @param retryAfterMs when trying again makes sense, at least 1
     */
    public Refusal(Status status, String text, int capacity, int current, int retryAfterMs) {
        this.status = status;
        this.text = text;
        this.capacity = capacity;
        this.current = current;
        this.retryAfterMs = retryAfterMs;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        this.payload = new byte[ErrorPayload.refusalLength(bytes)];
        ErrorPayload.encodeRefusal(new UnsafeBuffer(payload), 0, status, bytes, capacity, current, retryAfterMs);
    }

    public Status status() {
        return status;
    }

    public String text() {
        return text;
    }

    /** Whether a client had better come again later, or go elsewhere: no request of its connection will be taken. */
    public boolean endsConnections() {
        return status == Status.NOT_INITIALIZED || status == Status.SHUTTING_DOWN;
    }

    /** How much there is of what ran out; 0 when it is nothing that is counted. */
    public int capacity() {
        return capacity;
    }

    /** How much of it is in use. */
    public int current() {
        return current;
    }

    /** As HTTP's {@code Retry-After} says it: whole seconds, at least 1. */
    public long retryAfterSeconds() {
        return Math.max(1, (retryAfterMs + MS_PER_SECOND - 1) / MS_PER_SECOND);
    }

    /** Payload of the ERROR frame; not to be changed. */
    public byte[] payload() {
        return payload;
    }
}
