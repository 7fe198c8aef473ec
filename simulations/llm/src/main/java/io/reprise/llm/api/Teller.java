package io.reprise.llm.api;

import io.reprise.ingress.codec.Reply;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;
import java.math.BigDecimal;
import java.util.Locale;

/** What the calls of one event loop share: flyweights, room to write, and the headers every answer has. */
public final class Teller {
    private static final double NS_PER_US = 1e3;

    /** To write an answer with; cleared by who uses it. */
    public final JsonWriter out = new JsonWriter();

    final Delta delta = new Delta();
    final Outcome outcome = new Outcome();
    final ContentFlyweight content = new ContentFlyweight();
    private final TellerMetrics metrics;

    public Teller(TellerMetrics metrics) {
        this.metrics = metrics;
    }

    void onAdmitted() {
        metrics.onAdmitted();
    }

    void onClosed() {
        metrics.onClosed();
    }

    void onDelta(Delta told) {
        metrics.onDelta(told);
    }

    void onOutcome(Outcome told) {
        metrics.onOutcome(told);
    }

    /** The headers of the simulator's own: what the request was given, and what it cost. */
    public void simHeaders(CallFacts facts, Outcome outcome, Reply reply) {
        reply.header("x-sim-seed", facts.contentSeed());
        if (facts.contentHash() != 0) {
            reply.header("x-sim-content-hash", String.format(Locale.ROOT, "%016x", facts.contentHash()));
        }
        reply.header("x-sim-priority", facts.priority());
        reply.header("x-sim-attempt", outcome.attempt());
        reply.header("x-sim-queue-ms", ms(outcome.queueNs()));
        reply.header("x-sim-processing-ms", ms(outcome.processingNs()));
        reply.header("x-sim-total-ms", ms(outcome.totalNs()));
        reply.header("x-sim-random-operations", outcome.randomOperations());
        reply.header("x-sim-state-lookups", outcome.stateLookups());
        reply.header("x-sim-tokens-generated", outcome.completionTokens());
        if (outcome.fault() != 0) {
            reply.header("x-sim-fault", outcome.fault());
        }
    }

    private static String ms(long ns) {
        return BigDecimal.valueOf(Math.round(ns / NS_PER_US), 3).toPlainString();
    }
}
