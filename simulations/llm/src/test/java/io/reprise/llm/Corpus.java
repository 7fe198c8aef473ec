package io.reprise.llm;

import io.reprise.kernel.random.XorShift64Star;
import java.util.ArrayList;
import java.util.List;

/** Valid requests of many shapes, from a seed. */
final class Corpus {
    private static final List<String> TEXTS = List.of(
            "Hello",
            "What is a \\\"queue\\\"?",
            "Explique-moi le caf\u00e9 \u00e0 5\u00a0\u20ac.",
            "\u4f60\u597d\uff0c\u4e16\u754c",
            "\\ud83d\\ude00 line one\\n\\nline two",
            "def f(x):\\n    return x*2",
            "");

    private static final List<String> STOPS =
            List.of("\".\"", "[\"the\",\" our\"]", "[\"\\n\\n\"]", "\"er\"", "[]", "null");

    private Corpus() {}

    /** @param count of requests, all different */
    static List<String> requests(long seed, int count) {
        XorShift64Star random = new XorShift64Star(seed);
        List<String> requests = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            requests.add(request(random, i));
        }
        return requests;
    }

    private static String request(XorShift64Star random, int number) {
        StringBuilder body = new StringBuilder("{\"model\":\"reprise-" + random.nextInt(3) + "\",\"messages\":[");
        if (random.nextInt(2) == 0) {
            body.append(message(random, random.nextInt(2) == 0 ? "system" : "developer"))
                    .append(',');
        }
        for (int turn = random.nextInt(3); turn > 0; turn--) {
            body.append(message(random, "user")).append(',');
            body.append(message(random, "assistant")).append(',');
        }
        body.append("{\"role\":\"user\",\"content\":\"request ").append(number).append("\"}]");
        body.append(random.nextInt(2) == 0 ? ",\"max_tokens\":" + (1 + random.nextInt(40)) : "");
        body.append(random.nextInt(3) == 0 ? ",\"stop\":" + STOPS.get(random.nextInt(STOPS.size())) : "");
        body.append(random.nextInt(3) == 0 ? ",\"seed\":" + random.nextLong() : "");
        body.append(random.nextInt(2) == 0 ? ",\"user\":\"user " + random.nextInt(50) + "\"" : "");
        body.append(
                random.nextInt(4) == 0 ? ",\"temperature\":0.7,\"top_p\":1e-1,\"extra\":{\"b\":[1.0],\"a\":null}" : "");
        return body.append('}').toString();
    }

    private static String message(XorShift64Star random, String role) {
        String text = "\"" + TEXTS.get(random.nextInt(TEXTS.size())) + "\"";
        String content = random.nextInt(3) == 0 ? "[{\"type\":\"text\",\"text\":" + text + "}]" : text;
        String name = random.nextInt(4) == 0 ? ",\"name\":\"Ada\"" : "";
        return "{\"role\":\"" + role + "\",\"content\":" + content + name + "}";
    }
}
