package io.reprise.ingress.codec;

import io.reprise.kernel.frame.FrameFlyweight;

/** One request on its way, and how its answers are told. Event loop only. */
public abstract class Call {
    /** {@link #abandonMethod()} when a machine need not know. */
    public static final int NO_METHOD = 0;

    private final int service;
    private final int priority;
    private final long seed;
    private final int commandLength;

    /**
     * @param service that answers
     * @param priority 0 to 255
     * @param seed for the frame; 0 = none
     * @param commandLength bytes of the command, the frame's payload
     */
    protected Call(int service, int priority, long seed, int commandLength) {
        this.service = service;
        this.priority = priority;
        this.seed = seed;
        this.commandLength = commandLength;
    }

    public final int service() {
        return service;
    }

    public final int priority() {
        return priority;
    }

    public final long seed() {
        return seed;
    }

    public final int commandLength() {
        return commandLength;
    }

    /**
     * An answer of the machine, or a part of one.
     *
     * @param answer kind RESPONSE or PART; lent for the call
     * @param reply to the client; ends with the answer that ends the machine's
     */
    public abstract void onAnswer(FrameFlyweight answer, Reply reply);

    /**
     * The kernel answers that the request could not be executed, or the edge that it will not be. A part of an answer may have
     * been sent.
     */
    public abstract void onError(HttpError error, Reply reply);

    /** The request was put in order. */
    public void onAdmitted() {}

    /** The request that was put in order has all of its answer, or its client has gone. Once. */
    public void onClosed() {}

    /** Method of the NOTIFICATION that tells the machine that the client has gone before its whole answer. */
    public int abandonMethod() {
        return NO_METHOD;
    }
}
