package io.reprise.llm.api;

import io.reprise.ingress.codec.MetricSink;
import io.reprise.llm.frame.AnswerEvent;
import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Outcome;
import java.util.function.LongSupplier;

/**
 * Counts what is told, under the simulator's own names and under those vLLM has. Times are of kernel time, as answers have them;
 * only lateness looks at the clock. Event loop only.
 */
public final class TellerMetrics {
    private static final double NS = 1e-9;

    // vLLM's buckets, in s
    private static final double[] TTFT = {
        .001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560
    };
    private static final double[] TPOT = {
        .01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80
    };
    private static final double[] E2E = {
        .3, .5, .8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680
    };
    private static final double[] LATENESS = {.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 10};

    private LongSupplier nowNs = () -> 0;
    private final Buckets ttft = new Buckets(TTFT);
    private final Buckets perToken = new Buckets(TPOT);
    private final Buckets whole = new Buckets(E2E);
    private final Buckets queued = new Buckets(E2E);
    private final Buckets lateness = new Buckets(LATENESS);
    private long admitted;
    private long closed;
    private long failed;
    private long succeeded;
    private long promptTokens;
    private long cachedTokens;
    private long completionTokens;
    private long events;

    /** @param clockNs what kernel time is taken from, ns since the Unix epoch */
    public void start(LongSupplier clockNs) {
        nowNs = clockNs;
    }

    void onAdmitted() {
        admitted++;
    }

    void onClosed() {
        closed++;
    }

    void onDelta(Delta delta) {
        events++;
        lateness.add((nowNs.getAsLong() - delta.dueNs()) * NS);
    }

    void onOutcome(Outcome outcome) {
        AnswerEvent event = outcome.event();
        if (event == AnswerEvent.START) {
            ttft.add(outcome.totalNs() * NS);
            return;
        }
        if (event != AnswerEvent.END && event != AnswerEvent.WHOLE) {
            failed += event == AnswerEvent.FAILURE || event == AnswerEvent.CUT || event == AnswerEvent.RESET ? 1 : 0;
            return;
        }
        succeeded++;
        promptTokens += outcome.promptTokens();
        cachedTokens += outcome.cachedTokens();
        completionTokens += outcome.completionTokens();
        whole.add(outcome.totalNs() * NS);
        queued.add(outcome.queueNs() * NS);
        if (outcome.completionTokens() > 0) {
            perToken.add(outcome.processingNs() * NS / outcome.completionTokens());
        }
    }

    /** Tells all. */
    public void tell(MetricSink sink) {
        sink.counter("llm_simulator_requests", "Requests put in order.", admitted);
        sink.counter("llm_simulator_requests_succeeded", "Requests that got an answer of a model.", succeeded);
        sink.counter("llm_simulator_requests_failed", "Requests that failed as a provider fails.", failed);
        sink.gauge("llm_simulator_active_requests", "Requests without their answer.", admitted - closed);
        sink.counter("llm_simulator_tokens_generated", "Tokens of answers.", completionTokens);
        sink.counter("llm_simulator_prompt_tokens", "Tokens of answered prompts.", promptTokens);
        sink.counter("llm_simulator_stream_events", "Events of streams.", events);
        lateness.tell(sink, "llm_simulator_emit_lateness_seconds", "How long after its time an event was told.");
        ttft.tell(sink, "llm_simulator_time_to_first_token_seconds", "From the order to the first token of a stream.");
        whole.tell(sink, "llm_simulator_request_duration_seconds", "From the order to the end of the answer.");
        sink.gauge("vllm:num_requests_running", "As llm_simulator_active_requests.", admitted - closed);
        sink.counter("vllm:request_success", "As llm_simulator_requests_succeeded.", succeeded);
        sink.counter("vllm:prompt_tokens", "As llm_simulator_prompt_tokens.", promptTokens);
        sink.counter("vllm:generation_tokens", "As llm_simulator_tokens_generated.", completionTokens);
        sink.counter("vllm:prefix_cache_hits", "Prompt tokens that were cached.", cachedTokens);
        sink.counter("vllm:prefix_cache_queries", "Prompt tokens that were looked up.", promptTokens);
        ttft.tell(sink, "vllm:time_to_first_token_seconds", "As llm_simulator_time_to_first_token_seconds.");
        perToken.tell(sink, "vllm:time_per_output_token_seconds", "Time in a place, for each token of the answer.");
        whole.tell(sink, "vllm:e2e_request_latency_seconds", "As llm_simulator_request_duration_seconds.");
        queued.tell(sink, "vllm:request_queue_time_seconds", "From the order to a place of the model.");
    }

    /** Counts by upper bound. */
    private static final class Buckets {
        private final double[] bounds;
        private final long[] counts;
        private double sum;

        Buckets(double[] finite) {
            bounds = java.util.Arrays.copyOf(finite, finite.length + 1);
            bounds[finite.length] = Double.POSITIVE_INFINITY;
            counts = new long[bounds.length];
        }

        void add(double seconds) {
            int bucket = 0;
            while (seconds > bounds[bucket]) {
                bucket++;
            }
            counts[bucket]++;
            sum += seconds;
        }

        void tell(MetricSink sink, String name, String help) {
            sink.histogram(name, help, bounds, counts, sum);
        }
    }
}
