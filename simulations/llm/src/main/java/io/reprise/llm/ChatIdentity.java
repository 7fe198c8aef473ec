package io.reprise.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.kernel.state.Xxh64;
import io.reprise.llm.json.JsonWriter;
import java.util.List;

/**
 * What makes a request the same request: hashes of who asks (session), what the conversation began with, how many user
 * messages it has (turn), and the whole canonical body. Nothing of it depends on the order of arrival, so the same
 * request gets the same answer whenever it comes. Valid until the next {@link #of}. One thread.
 */
final class ChatIdentity {
    /** Session of requests that name nobody. */
    static final long ANONYMOUS = 0;

    /** How the answer is delivered and what it is drawn with, not what it is about. */
    private static final List<String> NOT_CONTENT = List.of("stream", "stream_options", "seed");

    private final JsonWriter canonical = new JsonWriter();
    private long session;
    private long conversation;
    private int turn;
    private long hash;

    /** Takes the identity of a valid request. */
    ChatIdentity of(ChatRequest request) {
        session = sessionOf(request.body());
        readConversation(request.messages());
        canonical.clear();
        CanonicalJson.write(request.body(), canonical, NOT_CONTENT);
        hash = Xxh64.mix(Xxh64.mix(Xxh64.mix(session, conversation), turn), canonical.hash());
        return this;
    }

    /** Hash of {@code user}, or of {@code prompt_cache_key}, or {@link #ANONYMOUS}. */
    long session() {
        return session;
    }

    /** Hash of the first user message and of the system and developer messages before it. */
    long conversation() {
        return conversation;
    }

    /** How many user messages there are. */
    int turn() {
        return turn;
    }

    /** Hash of all. */
    long hash() {
        return hash;
    }

    private long sessionOf(JsonNode body) {
        String user = body.path("user").asText("");
        String name = user.isEmpty() ? body.path("prompt_cache_key").asText("") : user;
        if (name.isEmpty()) {
            return ANONYMOUS;
        }
        long nameHash = canonical.clear().string(name).hash();
        return nameHash == ANONYMOUS ? 1 : nameHash;
    }

    private void readConversation(JsonNode messages) {
        canonical.clear();
        turn = 0;
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String role = message.get("role").textValue();
            boolean user = role.equals("user");
            if (turn == 0 && (user || role.equals("system") || role.equals("developer"))) {
                canonical.string(role);
                CanonicalJson.write(message.get("content"), canonical, List.of());
            }
            turn += user ? 1 : 0;
        }
        conversation = canonical.hash();
    }
}
