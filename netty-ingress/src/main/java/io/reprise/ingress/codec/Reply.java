package io.reprise.ingress.codec;

/**
 * The answer to one call: a whole one, or one in parts. First {@link #start}, then headers, then {@link #whole}, or
 * {@link #stream} with parts and an end. Event loop only.
 */
public interface Reply {
    /** Begins the answer; {@code contentType} as HTTP says it. */
    Reply start(int httpStatus, String contentType);

    /** Adds a header, whose name is in lower case. Binary clients get none. */
    Reply header(String name, CharSequence value);

    /** Adds a header with a whole number. */
    Reply header(String name, long value);

    /** The rest of the answer. The bytes are copied. */
    void whole(byte[] body, int length);

    /** Ends the headers; parts follow, each of which the client gets as soon as may be. */
    void stream();

    /** A part. The bytes are copied. */
    void part(byte[] bytes, int length);

    /** There are no more parts. */
    void end();

    /** Ends the connection when what was sent is out, as a server does that dies in the middle of an answer. */
    void cut();

    /** Ends the connection with a reset, and without what was not sent yet. */
    void reset();

    /** Whether {@link #start} was called. */
    boolean isStarted();

    /** As the header {@code x-request-id} says it. */
    String requestId();
}
