package io.reprise.replay.expression;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import java.time.Instant;
import java.util.Map;
import org.apache.commons.jexl3.JexlContext;

/** Gives an expression the values of one frame, each only when it is asked for. One thread. */
final class FrameContext implements JexlContext {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final FrameDescription description;
    private FrameFlyweight frame;
    private Map<String, Object> payload;

    FrameContext(FrameDescription description) {
        this.description = description;
    }

    FrameContext of(FrameFlyweight newFrame) {
        frame = newFrame;
        payload = null;
        return this;
    }

    @Override
    public Object get(String text) {
        FrameName name = FrameName.of(text);
        if (name == null) {
            return null;
        }
        return switch (name) {
            case SEQUENCE -> frame.sequence();
            case TIME -> time();
            case TIME_NS -> frame.timestampNs();
            case KIND -> FrameKind.name(frame.kind());
            case SERVICE -> frame.service();
            case METHOD -> description.methodName(frame);
            case SESSION -> frame.sessionId();
            case CORRELATION -> frame.correlationId();
            case PRIORITY -> frame.priority();
            case STATUS -> Status.of(frame.status()).name();
            case LENGTH -> frame.length();
            case TIMEOUT_MS -> frame.timeoutMs();
            case SEED -> frame.seed();
            case PAYLOAD -> payload();
            case TEXT -> description.payload(frame);
        };
    }

    @Override
    public boolean has(String text) {
        return FrameName.of(text) != null;
    }

    /** Never called by an expression that was let through: assignments are not. */
    @Override
    public void set(String text, Object value) {
        throw new UnsupportedOperationException("a frame is not changed: " + text);
    }

    private Instant time() {
        long ns = frame.timestampNs();
        return Instant.ofEpochSecond(Math.floorDiv(ns, NS_PER_SECOND), Math.floorMod(ns, NS_PER_SECOND));
    }

    private Map<String, Object> payload() {
        if (payload == null) {
            payload = PayloadValues.of(frame, description);
        }
        return payload;
    }
}
