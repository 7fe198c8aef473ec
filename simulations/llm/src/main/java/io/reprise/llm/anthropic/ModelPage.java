package io.reprise.llm.anthropic;

import io.reprise.ingress.codec.CallRequest;
import io.reprise.llm.api.Problem;
import io.reprise.llm.json.Json;
import java.util.List;

/**
 * A page of the list of models.
 *
 * @param more whether there are models beyond it, in the direction that was asked
 * @param problem why there is no such page, or null
 */
record ModelPage(List<String> models, boolean more, Problem problem) {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 1_000;

    /** The page that a query asks for with {@code limit}, and {@code after_id} or {@code before_id}. */
    static ModelPage of(CallRequest request) {
        int limit = limit(request.query("limit"));
        if (limit == 0) {
            return refused("limit must be an integer from 1 to " + MAX_LIMIT + "; got " + shown(request, "limit"));
        }
        String after = request.query("after_id");
        String before = request.query("before_id");
        if (after != null && before != null) {
            return refused("after_id and before_id exclude each other; send one of them");
        }
        if (after != null && !Models.LISTED.contains(after)) {
            return refused("after_id must be the id of a listed model; got " + shown(request, "after_id"));
        }
        if (before != null && !Models.LISTED.contains(before)) {
            return refused("before_id must be the id of a listed model; got " + shown(request, "before_id"));
        }
        int count = Models.LISTED.size();
        int end = before == null ? count : Models.LISTED.indexOf(before);
        int next = after == null ? 0 : Models.LISTED.indexOf(after) + 1;
        int start = before == null ? next : Math.max(0, end - limit);
        int stop = Math.min(end, start + limit);
        return new ModelPage(Models.LISTED.subList(start, stop), before == null ? stop < count : start > 0, null);
    }

    /** 0 when it is none. */
    private static int limit(String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        boolean digits = !text.isEmpty() && text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int limit = digits ? Integer.parseInt(text) : 0;
        return limit <= MAX_LIMIT ? limit : 0;
    }

    private static String shown(CallRequest request, String parameter) {
        return '"' + Json.shortened(request.query(parameter), 64) + '"';
    }

    private static ModelPage refused(String why) {
        return new ModelPage(List.of(), false, Problem.invalid(why));
    }
}
