package io.reprise.ingress.codec;

import java.util.List;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.agrona.MutableDirectBuffer;

/**
 * A service's face; found by {@link java.util.ServiceLoader}. What is a pure function of a request happens here, before the
 * request is put in order: a {@link Call} turns what the client sent into the command the state machine sees, and
 * what the machine answers into what the client gets. A service without a codec has no HTTP routes, and its
 * frames travel over the binary protocol as they are.
 *
 * <p>Called on the event loop; must not block.
 */
public interface ServiceCodec {
    /** The service behind the routes. */
    int service();

    List<Route> routes();

    /** Headers in which this API's clients send their key, lower case; besides {@code Authorization: Bearer}. */
    default List<String> keyHeaders() {
        return List.of();
    }

    /** Query parameter in which this API's clients may send their key, or empty. */
    default String keyParameter() {
        return "";
    }

    /**
     * There is a run now. Once, before the first {@link #open}.
     *
     * @param runSeed seeds requests that bring no seed of their own
     * @param limits in force, by full name
     * @param clockNs what kernel time is taken from
     */
    default void start(long runSeed, SortedMap<String, Long> limits, LongSupplier clockNs) {}

    /**
     * Reads a request that has arrived whole. A request that is wrong gets a call too, whose command says so: what was refused,
     * and why, is in the journal.
     *
     * @param request lent for the call
     * @param command takes the command from offset 0; grows
     */
    Call open(CallRequest request, MutableDirectBuffer command);

    /** Whether requests of binary clients go through {@link #open} too; else their frames travel as they are. */
    default boolean opensFrames() {
        return true;
    }

    /** Whether a path without a route is this API's: it answers for what is wrong there, too. */
    default boolean owns(String path) {
        return false;
    }

    /** Tells what was counted; nothing by default. */
    default void metrics(MetricSink sink) {}

    /**
     * Body of an error answer of the edge, to a request that never became a call: UTF-8 JSON in the shape this API's
     * clients expect.
     *
     * @param request whose head is known; without its body
     */
    default byte[] errorBody(HttpError error, CallRequest request) {
        return error.json();
    }

    /**
     * HTTP status of that answer, which this API's clients may expect to be another one.
     *
     * @param httpStatus what HTTP calls the error
     */
    default int errorStatus(int httpStatus, HttpError error, CallRequest request) {
        return httpStatus;
    }

    /**
     * One route.
     *
     * @param httpMethod upper case, such as {@code POST}
     * @param path such as {@code /v1/models} or {@code /v1/models/{model}}: one variable at most, for what is between two slashes
     * @param method of the service
     */
    record Route(String httpMethod, String path, int method) {}
}
