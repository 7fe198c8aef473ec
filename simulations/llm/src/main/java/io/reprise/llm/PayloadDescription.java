package io.reprise.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.llm.token.TokenCounter;

/** A chat request or answer in one line, for people. Any thread. */
final class PayloadDescription {
    private static final int MAX_TEXT_CHARS = 80;

    private PayloadDescription() {}

    /** Model, turn, tokens of the prompt, and how the last message begins. */
    static String ofRequest(FrameFlyweight frame) {
        ChatRequest chat = new ChatRequest();
        if (!chat.read(frame.buffer(), frame.payloadOffset(), frame.payloadLength())) {
            return "invalid: " + chat.refusal();
        }
        int turn = new ChatIdentity().of(chat).turn();
        int tokens = new PromptTokens(new TokenCounter()).count(chat.messages());
        JsonNode last = chat.messages().get(chat.messages().size() - 1);
        return "model=" + Json.shortened(chat.model(), MAX_TEXT_CHARS) + " turn=" + turn + " tokens=" + tokens + " "
                + last.get("role").textValue() + ": " + begin(last.get("content"));
    }

    /** Model, tokens of prompt and answer, and how the answer begins. */
    static String ofAnswer(FrameFlyweight frame) {
        Refusal refusal = new Refusal();
        JsonNode body = new JsonBodyReader(refusal).read(frame.buffer(), frame.payloadOffset(), frame.payloadLength());
        if (body == null) {
            return "invalid: " + refusal.text();
        }
        JsonNode choice = body.at("/choices/0");
        return "model=" + Json.shortened(body.path("model").asText(), MAX_TEXT_CHARS) + " tokens="
                + body.at("/usage/prompt_tokens").asText() + "+"
                + body.at("/usage/completion_tokens").asText() + " finish="
                + choice.path("finish_reason").asText() + " assistant: " + begin(choice.at("/message/content"));
    }

    private static String begin(JsonNode content) {
        return Json.isText(content) ? Json.shortened(content.textValue(), MAX_TEXT_CHARS) : Json.shown(content);
    }
}
