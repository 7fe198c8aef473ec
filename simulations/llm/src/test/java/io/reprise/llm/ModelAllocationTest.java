package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.cache.PromptCache;
import io.reprise.llm.latency.LatencyBehaviour;
import io.reprise.llm.latency.LatencyDraw;
import io.reprise.llm.latency.LatencyProfileLayout;
import io.reprise.llm.latency.LatencyProfiles;
import io.reprise.llm.rate.Quota;
import io.reprise.llm.rate.TokenBuckets;
import io.reprise.llm.slots.ModelSlots;
import io.reprise.llm.slots.ModelTable;
import java.lang.management.ManagementFactory;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What the engine calls of slots, rates, cache and latency makes no garbage, full tables included. */
final class ModelAllocationTest {
    private static final int ROUNDS = 20_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final MachineSetup setup = MachineSetups.of(
            "max-waiting",
            100,
            "max-keys",
            100,
            "cache-blocks",
            100,
            "requests-per-minute",
            7,
            "output-tokens-per-minute",
            1_000);
    private final ModelTable models = new ModelTable(setup);
    private final ModelSlots slots = new ModelSlots(setup, models.maxModels());
    private final TokenBuckets buckets = new TokenBuckets(setup);
    private final PromptCache cache = new PromptCache(setup);
    private final LatencyDraw draw = new LatencyDraw();
    private final LatencyBehaviour behaviour = LatencyBehaviour.parse("spike:5:8");
    private final UnsafeBuffer profile = new UnsafeBuffer(new byte[LatencyProfileLayout.LENGTH]);
    private final XorShift64Star random = new XorShift64Star(1);
    private final long[] prompt = new long[4];

    @Test
    void shouldAllocateNothingPerRequest() {
        LatencyProfileLayout.write(LatencyProfiles.DEFAULT, profile, 0);
        rounds(0);
        long before = threads.getCurrentThreadAllocatedBytes();
        rounds(ROUNDS);
        double perRound = (threads.getCurrentThreadAllocatedBytes() - before) / (double) ROUNDS;

        assertTrue(perRound < 1, "bytes of garbage per request: " + perRound);
    }

    private void rounds(int start) {
        for (int i = start; i < start + ROUNDS; i++) {
            round(i);
        }
    }

    private void round(int i) {
        int model = models.indexOf(i & 3);
        slots.slots(model, 2);
        if (!slots.tryAcquire(model)) {
            slots.enqueue(model, i & 255, i, i);
        }
        slots.position(i - 5);
        slots.remove(i - 9);
        if (i % 3 == 0) {
            slots.release(model);
        }
        long nowNs = i * 10_000_000L;
        buckets.admit(i & 127, nowNs, 10, 0);
        buckets.takeOutput(i & 127, nowNs, 30);
        buckets.remaining(i & 127, Quota.OUTPUT_TOKENS, nowNs);
        for (int block = 0; block < prompt.length; block++) {
            prompt[block] = i % 50L + block;
        }
        int cached = cache.cachedTokens(model, prompt, prompt.length, 128);
        random.restore(random.state(), random.operations());
        long ttftNs = draw.wrap(profile, 0).ttftNs(random, 600, cached);
        behaviour.extraNs(nowNs, ttftNs, random);
        draw.gapsNs(random, slots.busy(model), 20, 20);
    }
}
