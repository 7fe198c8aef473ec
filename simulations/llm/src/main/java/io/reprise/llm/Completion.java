package io.reprise.llm;

import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.text.AnswerText;
import java.nio.charset.StandardCharsets;

/** Writes a chat completion in OpenAI's shape. One thread. */
final class Completion {
    private static final byte[] BASE62 =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD = ascii("{\"id\":\"chatcmpl-");
    private static final byte[] MODEL =
            ascii("\",\"object\":\"chat.completion\",\"created\":" + Models.CREATED_S + ",\"model\":");
    private static final byte[] CONTENT =
            ascii(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":");
    private static final byte[] STOP =
            ascii(",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}]");
    private static final byte[] LENGTH =
            ascii(",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"length\"}]");
    private static final byte[] PROMPT_TOKENS = ascii(",\"usage\":{\"prompt_tokens\":");
    private static final byte[] COMPLETION_TOKENS = ascii(",\"completion_tokens\":");
    private static final byte[] TOTAL_TOKENS = ascii(",\"total_tokens\":");
    private static final byte[] TAIL = ascii(",\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
            + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}},"
            + "\"service_tier\":\"default\",\"system_fingerprint\":\"" + fingerprint() + "\"}");

    /** Characters of an answer's id behind its prefix. */
    static final int ID_LENGTH = 29;

    private final byte[] id = new byte[ID_LENGTH];

    /** Draws the id of the answer that is written next. */
    void drawId(XorShift64Star random) {
        for (int i = 0; i < ID_LENGTH; i++) {
            id[i] = BASE62[random.nextInt(BASE62.length)];
        }
    }

    void write(JsonWriter out, String model, AnswerText text, int promptTokens) {
        out.raw(HEAD).raw(id).raw(MODEL).string(model);
        out.raw(CONTENT).string(text.bytes(), text.length());
        out.raw(text.cutOff() ? LENGTH : STOP);
        out.raw(PROMPT_TOKENS).number(promptTokens);
        out.raw(COMPLETION_TOKENS).number(text.tokens());
        out.raw(TOTAL_TOKENS).number((long) promptTokens + text.tokens());
        out.raw(TAIL);
    }

    /** Says which behaviour answered: it changes with the version of the machine and with nothing else. */
    static String fingerprint() {
        long hash = Seeds.combine(LlmProvider.SERVICE, LlmProvider.VERSION);
        return "fp_" + Long.toHexString(hash >>> 24 | 1L << 40).substring(1); // 40 bits, leading zeros kept
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
