package io.reprise.llm.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a request is refused, in terms every API has some words for.
 *
 * @param httpStatus such as 400
 * @param type what kind of error the API calls it; empty: what it calls errors of this status
 * @param code the API's code, or empty
 * @param param path of the field that is to blame, or empty
 * @param message what was wrong and what would be right
 */
public record Problem(int httpStatus, String type, String code, String param, String message) {
    /** A refusal starts with the path of a field; so says {@link io.reprise.llm.json.Refusal}. */
    private static final Pattern PARAM = Pattern.compile(
            "([A-Za-z_]+(?:\\[[0-9]+\\]|\\.[A-Za-z_]+)*) (?:is required|must be|may not be|is not|and [A-Za-z_]+ exclude)");

    /** A request that can never be right: HTTP status 400. */
    public static Problem invalid(String message) {
        return of(400, message);
    }

    /** As the sentence says, which names the field it starts with. */
    public static Problem of(int httpStatus, String message) {
        Matcher matcher = PARAM.matcher(message);
        return new Problem(httpStatus, "", "", matcher.lookingAt() ? matcher.group(1) : "", message);
    }

    /** The same with the API's own code. */
    public Problem withCode(String apiCode) {
        return new Problem(httpStatus, type, apiCode, param, message);
    }
}
