package io.reprise.ingress.client;

/** What becomes of a request whose connection is lost before its answer came. */
public enum Delivery {
    /** It is not sent again. Nobody knows whether it was executed, and the client says so. */
    AT_MOST_ONCE,
    /** It is sent again on the next connection, and may be executed twice. */
    AT_LEAST_ONCE,
    /**
     * It is sent again on the next connection of the same session; the server executes it once, however often it comes,
     * and gives the answer of that one execution.
     */
    EXACTLY_ONCE
}
