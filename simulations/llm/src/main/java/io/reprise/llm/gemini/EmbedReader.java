package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.Fields;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Reads requests for embeddings, checked the way the real API does. One thread. */
final class EmbedReader {
    private static final int MAX_BATCH = 100;
    private static final List<String> NAMES =
            List.of("model", "content", "taskType", "title", "outputDimensionality", "embedContentConfig");
    private static final List<String> BATCH_NAMES = List.of("model", "requests");
    private static final List<String> TASKS = List.of(
            "TASK_TYPE_UNSPECIFIED",
            "RETRIEVAL_QUERY",
            "RETRIEVAL_DOCUMENT",
            "SEMANTIC_SIMILARITY",
            "CLASSIFICATION",
            "CLUSTERING",
            "QUESTION_ANSWERING",
            "FACT_VERIFICATION",
            "CODE_RETRIEVAL_QUERY");

    private final Refusal refusal;
    private final Contents contents;
    private final Fields fields;
    private final PromptTokens tokens;
    private List<Wanted> wanted = List.of();
    private int promptTokens;

    /** A text whose vector is wanted. */
    record Wanted(String text, int dimensions) {}

    EmbedReader(Refusal refusal, Contents contents, PromptTokens tokens) {
        this.refusal = refusal;
        this.contents = contents;
        this.fields = new Fields(refusal);
        this.tokens = tokens;
    }

    /** Of the request read last. */
    List<Wanted> wanted() {
        return wanted;
    }

    /** Of the request read last. */
    int promptTokens() {
        return promptTokens;
    }

    boolean read(JsonNode body, String model, boolean batch) {
        wanted = new ArrayList<>();
        promptTokens = 0;
        if (!batch) {
            return readOne(body, "", model);
        }
        JsonNode requests = body.get("requests");
        if (!UnknownNames.check(body, BATCH_NAMES, "", refusal)) {
            return false;
        }
        if (!Json.isGiven(requests) || requests.isEmpty()) {
            return refusal.because("requests is required: an array of 1 to " + MAX_BATCH + " requests");
        }
        if (!requests.isArray() || requests.size() > MAX_BATCH) {
            return refusal.because("requests must be an array of 1 to " + MAX_BATCH + " requests; got "
                    + (requests.isArray() ? requests.size() + " elements" : Json.shown(requests)));
        }
        for (int i = 0; i < requests.size(); i++) {
            String path = "requests[" + i + "]";
            if (!requests.get(i).isObject()) {
                return refusal.because(path + " must be an object; got " + Json.shown(requests.get(i)));
            }
            if (!readOne(requests.get(i), path, model)) {
                return false;
            }
        }
        return true;
    }

    private boolean readOne(JsonNode request, String path, String model) {
        String prefix = path.isEmpty() ? "" : path + ".";
        int most = Models.dimensions(model);
        if (!UnknownNames.check(request, NAMES, path, refusal)
                || !contents.checkContent(request.get("content"), prefix + "content")
                || !checkTask(request, prefix)
                || !fields.of(request, path).integer("outputDimensionality", 1, most)
                || !fields.text("title")
                || !fields.text("model")) {
            return false;
        }
        String text = Contents.text(request.get("content"));
        if (text.isEmpty()) {
            return refusal.because(prefix + "content must be a text of at least one character; got none");
        }
        wanted.add(new Wanted(text, fields.integerOr("outputDimensionality", most)));
        promptTokens += tokens.countOf(request.get("content"));
        return true;
    }

    private boolean checkTask(JsonNode request, String prefix) {
        JsonNode task = request.get("taskType");
        if (Json.isGiven(task) && !TASKS.contains(task.asText())) {
            return refusal.because(
                    prefix + "taskType must be one of " + String.join(", ", TASKS) + "; got " + Json.shown(task));
        }
        boolean titled = Json.isGiven(request.get("title"));
        return !titled
                || Json.isGiven(task) && task.asText().equals("RETRIEVAL_DOCUMENT")
                || refusal.because(prefix + "title may not be given unless taskType is RETRIEVAL_DOCUMENT");
    }
}
