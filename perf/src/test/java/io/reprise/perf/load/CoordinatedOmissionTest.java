package io.reprise.perf.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.Work;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that stalls once, on a clock of the test's own: it moves by 1 us whenever the client looks at it, and by the
 * stall when the server says so. The stall is thus exactly 500 ms however busy this machine is.
 */
@Timeout(120)
class CoordinatedOmissionTest {
    private static final long STALL_NS = 500_000_000;
    private static final int STALLED_REQUEST = 100;
    private static final int REQUESTS = 1_000;

    private final AtomicLong nowNs = new AtomicLong();

    /** A window of 1 makes requests wait at the client, a large one at the server; neither may hide it. */
    @ParameterizedTest(name = "window {0}")
    @ValueSource(ints = {1, 1_000})
    void shouldChargeTheStallToEveryRequestThatWasDueDuringIt(int window) throws IOException {
        LoadResult result = run(Schedule.uniform(1_000).count(REQUESTS), window);

        assertEquals(REQUESTS, result.counts().right(), result.detail());
        assertTrue(result.responseTime().getValueAtPercentile(99) >= 300_000_000, "p99 of response time");
        // 500 requests were due during the stall and waited 250 ms on average: a quarter of all waited that long
        assertTrue(result.responseTime().getValueAtPercentile(76) >= 240_000_000, "p76 of response time");
    }

    @Test
    void shouldShowInServiceTimeOnlyTheOneThatWasOut() throws IOException {
        LoadResult result = run(Schedule.uniform(1_000).count(REQUESTS), 1);

        assertTrue(result.serviceTime().getMaxValue() >= STALL_NS - STALL_NS / 1_000, "the stalled request");
        assertTrue(
                result.serviceTime().getValueAtPercentile(99)
                        < result.responseTime().getValueAtPercentile(99),
                "service time forgets those that waited to be sent");
    }

    @Test
    void shouldHideTheStallInAClosedLoopWhichTheReportSays() throws IOException {
        LoadResult result = run(Schedule.window().count(REQUESTS), 1);

        assertEquals(1, result.responseTime().getTotalCount() - belowStall(result));
    }

    private long belowStall(LoadResult result) {
        return result.responseTime().getCountBetweenValues(0, STALL_NS - STALL_NS / 100);
    }

    private LoadResult run(Schedule schedule, int window) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (FrameServer server = FrameServer.with(() -> (request, reply) -> {
                    if (requests.incrementAndGet() == STALLED_REQUEST) {
                        nowNs.addAndGet(STALL_NS);
                    }
                    reply.echo();
                })
                .start()) {
            LoadClient client = new LoadClient(() -> nowNs.addAndGet(1_000), LoadInterval.Listener.NONE);
            Target target = Target.binary("127.0.0.1", server.port());
            return client.run(LoadPlan.of(target, schedule, new Work.Echo(64)).pipeline(window));
        }
    }
}
