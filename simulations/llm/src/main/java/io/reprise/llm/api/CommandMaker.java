package io.reprise.llm.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.CallRequest;
import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.kernel.state.Xxh64;
import io.reprise.llm.content.Content;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.content.ContentMaker;
import io.reprise.llm.frame.Action;
import io.reprise.llm.frame.Command;
import io.reprise.llm.frame.Command.Section;
import io.reprise.llm.frame.Fault;
import io.reprise.llm.json.CanonicalJson;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.latency.LatencyProfile;
import io.reprise.llm.latency.LatencyProfileLayout;
import io.reprise.llm.latency.LatencyProfileText;
import io.reprise.llm.latency.LatencyProfiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns what was read of a request into the command of it: who asks, what the answer is drawn from, and all it will say. A
 * function of the request and the run's seed; nothing depends on the order of arrival. Event loop only.
 */
public final class CommandMaker {
    /** How an answer is delivered and what it is drawn with, not what it is about. */
    private static final List<String> NOT_CONTENT = List.of("stream", "stream_options", "seed");

    private static final int DEFAULT_PRIORITY = 128;
    private static final String RETRY_COUNT = "x-stainless-retry-count";
    private static final String FAULT = "x-sim-fault";
    private static final String OUTPUT_TOKENS = "x-sim-output-tokens";
    private static final String WHOLE_NUMBER = "[1-9][0-9]{0,5}";

    /** What the models of faults say: 60 words, as failoverbench wants it. */
    private static final String FIXED_TEXT = "word ".repeat(59) + "word";

    private final JsonWriter canonical = new JsonWriter();
    private final XorShift64Star random = new XorShift64Star(0);
    private final ContentMaker maker = new ContentMaker();
    private final Content content = new Content();
    private final Command command = new Command();
    private final ContentFlyweight made = new ContentFlyweight();
    private final UnsafeBuffer bytes = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer profile = new UnsafeBuffer(new byte[LatencyProfileLayout.LENGTH]);
    private final PrefixReader prefixes = new PrefixReader();
    private long runSeed;
    private boolean timed;

    /** See {@link io.reprise.ingress.codec.ServiceCodec#start}. */
    public void start(long newRunSeed, SortedMap<String, Long> limits) {
        runSeed = newRunSeed;
        timed = limits.getOrDefault("llm.time-scale", 0L) > 0;
    }

    /**
     * @param body the JSON object, or null
     * @param into takes the command
     */
    public CallFacts make(
            Operation operation, CallRequest request, JsonNode body, Reading reading, MutableDirectBuffer into) {
        readSimHeaders(request, reading);
        long identity = identity(operation, request, body, reading);
        long frameSeed = request.seed() != 0 ? request.seed() : reading.hasSeed ? scattered(reading.seed) : 0;
        boolean isKept = reading.action == Action.FETCH || reading.action == Action.DROP;
        long contentSeed = isKept ? reading.kept : Seeds.combine(frameSeed != 0 ? frameSeed : runSeed, identity);
        content.clear();
        long contentHash = 0;
        if (reading.action == Action.GENERATE) {
            random.seed(contentSeed);
            maker.make(reading.ask, random, content);
            contentHash = Xxh64.hash(content.buffer(), 0, content.length(), 0);
        }
        write(operation, request, body, reading, contentSeed, into);
        return new CallFacts(
                priority(request, reading),
                frameSeed,
                command.writtenLength(),
                contentSeed,
                contentHash,
                reading.model,
                reading.problem);
    }

    private void write(
            Operation operation,
            CallRequest request,
            JsonNode body,
            Reading reading,
            long contentSeed,
            MutableDirectBuffer into) {
        command.begin(into)
                .action(reading.action)
                .api(operation.id())
                .flag(Command.FLAG_STREAM, reading.stream)
                .flag(Command.FLAG_STORE, reading.store)
                .flag(Command.FLAG_BEGINS_TURN, reading.beginsTurn)
                .flag(Command.FLAG_PREFILL, reading.prefill)
                .attempt(attempt(request))
                .contentSeed(contentSeed)
                .session(hash(reading.session))
                .conversation(reading.conversation)
                .key(request.keyHash())
                .model(hash(reading.model))
                .previous(reading.kept)
                .test(hash(header(request, "x-sim-test-id")))
                .turn(reading.turn, reading.messages)
                .promptTokens(reading.promptTokens)
                .maxTokens(reading.ask.maxTokens)
                .contentTokens(tokens());
        fault(request, reading);
        command.put(Section.MODEL, reading.model)
                .put(Section.SESSION, reading.session)
                .put(Section.TEXT, reading.problem == null ? "" : reading.problem.message());
        if (reading.action == Action.GENERATE) {
            command.put(Section.PROFILE, profile, 0, profileLength(request, reading));
            prefixes.put(header(request, "x-sim-prefix"), body, reading, command);
        }
        command.put(Section.ECHO, reading.echo).put(Section.CONTENT, content.buffer(), 0, content.length());
    }

    private int tokens() {
        int tokens = 0;
        made.wrap(content.buffer(), 0, content.length());
        while (made.nextBlock()) {
            tokens += made.tokens();
        }
        return tokens;
    }

    private void readSimHeaders(CallRequest request, Reading reading) {
        String session = header(request, "x-sim-session");
        if (!session.isEmpty()) {
            reading.session = session;
        }
        String conversation = header(request, "x-sim-conversation");
        if (!conversation.isEmpty()) {
            reading.conversation = hash(conversation);
        }
        if (reading.problem == null) {
            checkSimHeaders(request, reading);
        }
        Fault fault = named(request, reading);
        if (fault != null && header(request, FAULT).isEmpty()) {
            reading.ask.fixedText = FIXED_TEXT;
        }
        String wanted = header(request, OUTPUT_TOKENS);
        if (wanted.matches(WHOLE_NUMBER)) {
            reading.ask.wantedTokens = Integer.parseInt(wanted);
        }
    }

    private static void checkSimHeaders(CallRequest request, Reading reading) {
        String fault = header(request, FAULT);
        if (!fault.isEmpty() && Fault.ofName(fault) == null) {
            reading.refuse(
                    Problem.invalid("header x-sim-fault must be s01 to s16, or an HTTP status from 400 on such as"
                            + " 503 or, for the first two tries, 503*2; got " + fault));
        }
        String wanted = header(request, OUTPUT_TOKENS);
        if (!wanted.isEmpty() && !wanted.matches(WHOLE_NUMBER)) {
            reading.refuse(
                    Problem.invalid("header x-sim-output-tokens must be an integer from 1 to 999999; got " + wanted));
        }
        String profile = header(request, "x-sim-latency-profile");
        if (!profile.isEmpty()) {
            try {
                LatencyProfileText.parse(profile);
            } catch (IllegalArgumentException e) {
                reading.refuse(Problem.invalid("header x-sim-latency-profile: " + e.getMessage()));
            }
        }
    }

    /** The fault a header or the model's name asks for, or null. */
    private static Fault named(CallRequest request, Reading reading) {
        String named = header(request, FAULT);
        return named.isEmpty() ? Fault.ofModel(reading.model) : Fault.ofName(named);
    }

    private void fault(CallRequest request, Reading reading) {
        Fault fault = named(request, reading);
        if (fault != null) {
            command.fault(fault.code(), Fault.argument(header(request, FAULT)));
        }
    }

    /** Writes the profile of a request's times; returns its length, 0 for an answer at once. */
    private int profileLength(CallRequest request, Reading reading) {
        String named = header(request, "x-sim-latency-profile");
        LatencyProfile chosen = !named.isEmpty()
                ? LatencyProfileText.parse(named)
                : timed ? LatencyProfiles.ofModel(reading.model) : LatencyProfile.NONE;
        if (chosen.isInstant()) {
            return 0;
        }
        LatencyProfileLayout.write(chosen, profile, 0);
        return LatencyProfileLayout.LENGTH;
    }

    /** What makes a request the same request: who asks, in which conversation and turn, and what. */
    private long identity(Operation operation, CallRequest request, JsonNode body, Reading reading) {
        canonical.clear();
        if (body != null) {
            CanonicalJson.write(body, canonical, NOT_CONTENT);
        }
        if (!request.variable().isEmpty()) {
            canonical.string(request.variable()); // the model, where it is part of the path
        }
        long who = Xxh64.mix(hash(reading.session), reading.conversation);
        return Xxh64.mix(Xxh64.mix(who, reading.turn), canonical.hash());
    }

    /** A body's seed may be any number, 0 too, which would be none. */
    private static long scattered(long seed) {
        long scattered = Seeds.splitMix64(seed);
        return scattered == 0 ? 1 : scattered;
    }

    private static int priority(CallRequest request, Reading reading) {
        if (request.priority() >= 0) {
            return request.priority();
        }
        return reading.priority == Reading.NO_PRIORITY ? DEFAULT_PRIORITY : reading.priority;
    }

    private static int attempt(CallRequest request) {
        String given = header(request, RETRY_COUNT);
        if (given.isEmpty()) {
            return 0; // as most clients leave it: an exception for each would be dear
        }
        try {
            return Math.max(0, Integer.parseInt(given));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String header(CallRequest request, String name) {
        String value = request.header(name);
        return value == null ? "" : value;
    }

    /** 0 only for the empty text. */
    private long hash(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.wrap(utf8);
        long hash = Xxh64.hash(bytes, 0, utf8.length, 0);
        return hash == 0 ? 1 : hash;
    }
}
