package io.reprise.llm.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.CallRequest;
import io.reprise.ingress.codec.HttpError;
import java.util.List;

/** One provider's API: how its requests are read and its answers told. Event loop only. */
public interface Provider {
    /** Lower case; with a slash before it a prefix of all its paths, unless it is empty. */
    String name();

    List<Operation> operations();

    /** Headers in which its clients send their key, lower case; besides {@code Authorization: Bearer}. */
    default List<String> keyHeaders() {
        return List.of();
    }

    /** Whether a request is for this API although another one has the same path. */
    default boolean isMeant(CallRequest request) {
        return false;
    }

    /**
     * Reads a request: validates it the way the real API does and says what is asked, or why it is refused.
     *
     * @param body the JSON object; null when the operation has none
     * @param into clear; takes what is asked, or a {@link Problem}
     */
    void read(Operation operation, CallRequest request, JsonNode body, Reading into);

    /**
     * Makes the call that tells the answer.
     *
     * @param body the JSON object; null when the operation has none, or when the body was no JSON
     * @param reading as {@link #read} has left it; lent for the call
     */
    LlmCall call(Operation operation, CallRequest request, JsonNode body, Reading reading, CallFacts facts);

    /** The body of an error in this API's shape: UTF-8 JSON. */
    byte[] errorBody(HttpError error);
}
