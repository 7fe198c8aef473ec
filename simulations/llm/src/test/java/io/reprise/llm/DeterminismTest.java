package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.reprise.kernel.random.XorShift64Star;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeterminismTest {
    private static final int REQUESTS = 1_000;
    private static final List<String> CORPUS = Corpus.requests(1, REQUESTS);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldAnswerTheSameInAnyOrder(long seed) {
        SortedMap<String, String> inOrder = answers(new LlmKernel(9), CORPUS);

        SortedMap<String, String> shuffled = answers(new LlmKernel(9), shuffled(CORPUS, seed));

        assertEquals(REQUESTS, inOrder.size());
        assertEquals(inOrder, shuffled, "seed " + seed);
    }

    @Test
    void shouldReachTheSameDigestsAndStateWhenReplayed() {
        List<String> frames = new ArrayList<>(CORPUS);
        frames.add(100, "{\"refused\":true}");
        LlmKernel first = new LlmKernel(9);
        LlmKernel second = new LlmKernel(9);

        play(first, frames);
        play(second, frames);

        assertEquals(frames.size(), first.digests.size());
        assertEquals(first.digests, second.digests);
        assertEquals(first.stateHash(), second.stateHash());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 500, 999, 1_000})
    void shouldGoOnFromASnapshotAsIfAllHadBeenExecuted(int before) {
        LlmKernel whole = new LlmKernel(9);
        play(whole, CORPUS, 0, before);

        LlmKernel restored = whole.restored(9);
        assertEquals(whole.stateHash(), restored.stateHash());
        play(whole, CORPUS, before, REQUESTS);
        play(restored, CORPUS, before, REQUESTS);

        assertEquals(whole.digests.subList(before, REQUESTS), restored.digests);
        assertEquals(whole.stateHash(), restored.stateHash());
    }

    @Test
    void shouldReachAnotherStateWhenOneRequestMore() {
        LlmKernel first = new LlmKernel(9);
        LlmKernel second = new LlmKernel(9);

        play(first, CORPUS);
        play(second, CORPUS);
        long earlier = second.stateHash();
        second.chat(CORPUS.get(0));

        assertEquals(first.stateHash(), earlier);
        assertNotEquals(earlier, second.stateHash());
    }

    @Test
    void shouldAnswerTheSameAtAnyTime() {
        LlmKernel kernel = new LlmKernel(9);

        LlmKernel.Answer first = kernel.chat(CORPUS.get(0));
        kernel.advanceTo(Long.MAX_VALUE / 2);

        assertEquals(first.body(), kernel.chat(CORPUS.get(0)).body());
    }

    /** Two spellings of one request. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        order of members | {"model":"reprise-1","messages":[{"role":"user","content":"hi"}],"temperature":1} | {"temperature":1,"messages":[{"content":"hi","role":"user"}],"model":"reprise-1"}
        whitespace       | {"model":"reprise-1","messages":[{"role":"user","content":"hi"}]} | ` { "model" : "reprise-1" , "messages" : [ { "role" : "user" , "content" : "hi" } ] } `
        numbers          | {"model":"reprise-1","messages":[{"role":"user","content":"hi"}],"temperature":1,"x":[0.5,100]} | {"model":"reprise-1","messages":[{"role":"user","content":"hi"}],"temperature":1.0,"x":[50e-2,1e2]}
        escapes          | {"model":"reprise-1","messages":[{"role":"user","content":"hé"}]} | {"model":"reprise-1","messages":[{"role":"user","content":"\\u0068\\u00e9"}]}
        delivery         | {"model":"reprise-1","messages":[{"role":"user","content":"hi"}]} | {"model":"reprise-1","messages":[{"role":"user","content":"hi"}],"stream":false,"stream_options":{"include_usage":true}}
        """)
    void shouldAnswerTheSameWhenOnlyTheSpellingDiffers(String name, String body, String spelled) {
        LlmKernel kernel = new LlmKernel(9);

        LlmKernel.Answer answer = kernel.chat(body);

        assertEquals(200, answer.httpStatus(), answer.body());
        assertEquals(answer.body(), kernel.chat(spelled).body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"user\":\"Ada\"",
                ",\"prompt_cache_key\":\"Ada\"",
                ",\"temperature\":0.5",
                ",\"metadata\":{}",
                ",\"x\":null",
                ",\"seed\":10"
            })
    void shouldAnswerDifferentlyWhenTheRequestDiffers(String more) {
        LlmKernel kernel = new LlmKernel(9);

        assertNotEquals(
                Chats.content(kernel.chat(Chats.ask("hi", ""))), Chats.content(kernel.chat(Chats.ask("hi", more))));
    }

    @Test
    void shouldDependOnTheRunSeedWhenTheRequestHasNone() {
        String body = Chats.ask("hi", "");

        assertNotEquals(
                new LlmKernel(1).chat(body).body(), new LlmKernel(2).chat(body).body());
    }

    @Test
    void shouldNotDependOnTheRunSeedWhenTheBodyHasOne() {
        String body = Chats.ask("hi", ",\"seed\":5");

        assertEquals(
                new LlmKernel(1).chat(body).body(), new LlmKernel(2).chat(body).body());
    }

    @Test
    void shouldPutTheFrameSeedBeforeTheBodySeed() {
        byte[] plain = Chats.ask("hi", "").getBytes(StandardCharsets.UTF_8);
        byte[] seeded = Chats.ask("hi", ",\"seed\":5").getBytes(StandardCharsets.UTF_8);
        LlmKernel kernel = new LlmKernel(1);

        String answer = kernel.send(LlmKernel.CHAT, plain, 77).body();

        assertEquals(answer, kernel.send(LlmKernel.CHAT, seeded, 77).body());
        assertEquals(answer, new LlmKernel(2).send(LlmKernel.CHAT, plain, 77).body());
        assertNotEquals(answer, kernel.send(LlmKernel.CHAT, plain, 78).body());
        assertNotEquals(answer, kernel.send(LlmKernel.CHAT, plain, 0).body());
    }

    private static SortedMap<String, String> answers(LlmKernel kernel, List<String> bodies) {
        SortedMap<String, String> answers = new TreeMap<>();
        for (String body : bodies) {
            LlmKernel.Answer answer = kernel.chat(body);
            assertEquals(200, answer.httpStatus(), answer.body());
            answers.put(body, answer.body());
        }
        return answers;
    }

    private static void play(LlmKernel kernel, List<String> bodies) {
        play(kernel, bodies, 0, bodies.size());
    }

    private static void play(LlmKernel kernel, List<String> bodies, int from, int to) {
        for (int i = from; i < to; i++) {
            kernel.advanceTo(LlmKernel.START_NS + 10L * i);
            kernel.chat(bodies.get(i));
        }
    }

    private static List<String> shuffled(List<String> bodies, long seed) {
        XorShift64Star random = new XorShift64Star(seed);
        List<String> shuffled = new ArrayList<>(bodies);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            shuffled.set(i, shuffled.set(random.nextInt(i + 1), shuffled.get(i)));
        }
        return shuffled;
    }
}
