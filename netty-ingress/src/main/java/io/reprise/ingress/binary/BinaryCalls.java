package io.reprise.ingress.binary;

import io.reprise.ingress.codec.ServiceCodec;
import io.reprise.ingress.codec.ServiceCodecs;
import io.reprise.kernel.frame.FrameFlyweight;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;

/** The requests of one binary connection whose services have codecs. Event loop only. */
final class BinaryCalls {
    private final ServiceCodecs codecs;
    private Long2ObjectHashMap<BinaryReply>
            waiting; // made when it is needed: most connections ask services without codecs

    BinaryCalls(ServiceCodecs codecs) {
        this.codecs = codecs;
    }

    /** Null when the service's frames travel as they are. */
    ServiceCodec codec(int service) {
        return codecs.ofFrames(service);
    }

    /** Whether a request of that id waits for its answer. */
    boolean has(long correlationId) {
        return waiting != null && waiting.containsKey(correlationId);
    }

    /** The kernel will answer. */
    void expect(BinaryReply reply) {
        if (waiting == null) {
            waiting = new Long2ObjectHashMap<>();
        }
        waiting.put(reply.correlationId(), reply);
        reply.call().onAdmitted();
    }

    /** Who tells the client of this answer; null when the frame travels as it is. */
    BinaryReply find(FrameFlyweight answer) {
        return waiting == null ? null : waiting.get(answer.correlationId());
    }

    /** Tells the client of an answer that is no ERROR. Returns whether its request has all of its answer now. */
    boolean onAnswer(BinaryReply reply, FrameFlyweight answer) {
        reply.onFrame(answer);
        reply.call().onAnswer(answer, reply);
        if (reply.isDone()) {
            forget(reply);
        }
        return reply.isDone();
    }

    /** The request has its answer. */
    void forget(BinaryReply reply) {
        reply.call().onClosed();
        waiting.remove(reply.correlationId());
    }

    /** Forgets all; tells of each. */
    void clear(Consumer<BinaryReply> onUnfinished) {
        if (waiting != null) {
            for (BinaryReply reply : waiting.values()) {
                reply.call().onClosed();
                onUnfinished.accept(reply);
            }
            waiting = null;
        }
    }
}
