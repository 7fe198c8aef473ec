package io.reprise.ingress.connection;

import io.reprise.kernel.frame.Status;
import java.util.EnumMap;
import java.util.Map;

/**
 * Whether a request may be taken now, and if not, why: the one place that both protocols ask. A refused request has no
 * effect.
 *
 * <p>Whoever knows that no request can be taken closes admission, and opens it again when that has passed; while several
 * things stand in the way, the one with the lowest status code is told. Closing and opening: any thread; asking: event
 * loop only.
 */
public final class Admission {
    private final Map<Status, Refusal> closed = new EnumMap<>(Status.class);
    private volatile Refusal refusal;

    /** No request is taken from now on; {@code why} stands for its status until {@link #open} takes it away. */
    public synchronized void close(Refusal why) {
        closed.put(why.status(), why);
        refusal = first();
    }

    /** What {@link #close} said with this status has passed; nothing happens if it said nothing. */
    public synchronized void open(Status status) {
        closed.remove(status);
        refusal = first();
    }

    /** Why no request is taken now, or null. */
    public Refusal refusal() {
        return refusal;
    }

    private Refusal first() {
        return closed.isEmpty() ? null : closed.values().iterator().next();
    }
}
