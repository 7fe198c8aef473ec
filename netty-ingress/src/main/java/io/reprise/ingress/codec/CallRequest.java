package io.reprise.ingress.codec;

/** What a client asks, over whichever protocol. Event loop only; lent for a call. */
public interface CallRequest {
    /** Of the service. */
    int method();

    /** Whether it came over HTTP; a binary client sends a method, a body and the fields of a frame's header. */
    boolean isHttp();

    /** Without query; empty over the binary protocol. */
    String path();

    /** What stands for the route's variable, decoded; empty when the route has none. */
    String variable();

    /** Value of a header by its lower-case name; null when it is missing. */
    String header(String name);

    /** Value of a query parameter, decoded; null when it is missing. */
    String query(String name);

    /** The first {@link #bodyLength} bytes are the body. Not to be kept or changed. */
    byte[] body();

    int bodyLength();

    /** Hash of the API key the client has shown; 0 when it has shown none. */
    long keyHash();

    /** 0 to 255, as the client has said; -1 when it has not. */
    int priority();

    /** 0 when the client has given none. */
    long seed();
}
