package io.reprise.llm.gemini;

import io.reprise.ingress.codec.CallRequest;
import io.reprise.llm.api.Reading;

/**
 * The part of the list of models a request wants.
 *
 * @param first index of its first model
 * @param size at most so many
 */
record ModelPage(int first, int size) {
    private static final int DEFAULT_SIZE = 50;
    private static final int MAX_SIZE = 1000;

    /** Refuses a request whose page is none. */
    static void check(CallRequest request, Reading into) {
        if (number(request.query("pageSize"), 0, MAX_SIZE) < 0) {
            into.refuse(GeminiErrors.invalid("pageSize must be an integer from 0 to " + MAX_SIZE + ", 0 for "
                    + DEFAULT_SIZE + "; got " + request.query("pageSize")));
        } else if (number(request.query("pageToken"), 0, Models.NAMES.size()) < 0) {
            into.refuse(GeminiErrors.invalid(
                    "pageToken must be the nextPageToken of an answer; got " + request.query("pageToken")));
        }
    }

    /** Of a request that was checked. */
    static ModelPage of(CallRequest request) {
        int size = number(request.query("pageSize"), 0, MAX_SIZE);
        return new ModelPage(
                number(request.query("pageToken"), 0, Models.NAMES.size()), size == 0 ? DEFAULT_SIZE : size);
    }

    int end() {
        return Math.min(Models.NAMES.size(), first + size);
    }

    /** 0 when there is none; -1 when it is wrong. */
    private static int number(String text, int min, int max) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        try {
            int value = Integer.parseInt(text);
            return value < min || value > max ? -1 : value;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
