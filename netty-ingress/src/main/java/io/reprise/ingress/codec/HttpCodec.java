package io.reprise.ingress.codec;

import java.util.List;

/**
 * A service's HTTP face; found by {@link java.util.ServiceLoader}. A request's body travels as the frame's payload and an
 * answer's payload as the body, both as they are: UTF-8 JSON. Called on the event loop; must not block.
 */
public interface HttpCodec {
    /** The service behind the routes. */
    int service();

    List<Route> routes();

    /** Headers in which this API's clients send their key, lower case; besides {@code Authorization: Bearer}. */
    default List<String> keyHeaders() {
        return List.of();
    }

    /** Body of an error answer, UTF-8 JSON in the shape this API's clients expect. */
    default byte[] errorBody(HttpError error) {
        return error.json();
    }

    /**
     * One route.
     *
     * @param httpMethod upper case, such as {@code POST}
     * @param path exact, such as {@code /v1/models}
     * @param method of the service
     */
    record Route(String httpMethod, String path, int method) {}
}
