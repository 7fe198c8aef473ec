package io.reprise.llm.latency;

import static io.reprise.llm.latency.LatencyProfileTextTest.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.kernel.random.XorShift64Star;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatencyBehaviourTest {
    private static final long MS = 1_000_000;
    private static final long S = 1_000 * MS;

    private final XorShift64Star random = new XorShift64Star(1);

    @Test
    void shouldSpikeAShareOfRequests() {
        LatencyBehaviour spike = LatencyBehaviour.parse("spike:5:8");
        int spikes = 0;
        for (int i = 0; i < 100_000; i++) {
            long extraNs = spike.extraNs(0, 10, random);
            assertEquals(extraNs == 0 ? 0 : 70, extraNs);
            spikes += extraNs == 0 ? 0 : 1;
        }

        assertEquals(0.05, spikes / 1e5, 0.005);
        assertEquals(100_000, random.operations());
    }

    @Test
    void shouldGrowWithTime() {
        LatencyBehaviour ramp = LatencyBehaviour.parse("ramp:20");

        assertEquals(0, ramp.extraNs(0, 10, random));
        assertEquals(10 * MS, ramp.extraNs(30 * S, 10, random));
        assertEquals(1_200 * MS, ramp.extraNs(3_600 * S, 10, random));
        assertEquals(LatencyDraw.MAX_NS, LatencyBehaviour.parse("ramp:99999999").extraNs(Long.MAX_VALUE, 10, random));
    }

    @Test
    void shouldStepAtItsTime() {
        LatencyBehaviour step = LatencyBehaviour.parse("step:60:200");

        assertEquals(0, step.extraNs(60 * S - 1, 10, random));
        assertEquals(200 * MS, step.extraNs(60 * S, 10, random));
    }

    @Test
    void shouldDoNothingWhenNone() {
        assertEquals(LatencyBehaviour.NONE, LatencyBehaviour.parse("none"));
        assertEquals(0, LatencyBehaviour.NONE.extraNs(S, S, random));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "spike", "spike:5", "ramp:1:2", "step:1", "wobble:3", "none:1"})
    void shouldSayWhichBehavioursThereAre(String text) {
        assertEquals(
                "latency behaviour must be none, spike:PERCENT:FACTOR, ramp:MS_PER_MINUTE or step:AFTER_S:MS; got \""
                        + text + "\"",
                refusal(() -> LatencyBehaviour.parse(text)));
    }

    @Test
    void shouldSayWhichNumberIsWrong() {
        assertEquals(
                "numbers of latency behaviour \"ramp:-1\" must be plain; got \"-1\"",
                refusal(() -> LatencyBehaviour.parse("ramp:-1")));
        assertEquals(
                "share of spikes must be 0.000 to 1.000, not 1.010",
                refusal(() -> LatencyBehaviour.parse("spike:101:2")));
        assertEquals(
                "factor of spikes must be 1.000 to 1000000.000, not 0.500",
                refusal(() -> LatencyBehaviour.parse("spike:1:0.5")));
    }
}
