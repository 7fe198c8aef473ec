package io.reprise.ingress;

import static io.reprise.ingress.Requests.bodies;
import static io.reprise.ingress.Requests.get;
import static io.reprise.ingress.Requests.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.stage.ThreadingMode;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Timers of machines fire because the writer puts a TICK on the ring when one is due. */
@ExtendWith(LeakCheck.class)
final class TicksTest {
    @ParameterizedTest
    @EnumSource
    void shouldFireTimersInTheOrderOfTheirDeadlines(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading)) {
            int[] delays = {40, 10, 30, 20, 0, 50};
            byte[] requests = Wire.join(IntStream.range(0, delays.length)
                    .mapToObj(i -> later(i + 1, delays[i]))
                    .toArray(byte[][]::new));

            List<Long> ids = Wire.frames(Wire.talk(edge.binary(), Wire.join(Wire.hello(), requests))).stream()
                    .skip(1)
                    .map(answer -> answer.correlationId())
                    .toList();

            assertEquals(
                    IntStream.range(0, delays.length)
                            .boxed()
                            .sorted(Comparator.comparingInt(i -> delays[i]))
                            .map(i -> i + 1L)
                            .toList(),
                    ids);
            assertTrue(
                    edge.counters().ticks >= 1,
                    "ticks: " + edge.counters().ticks); // a slow machine fires several at once
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotFireBeforeTheDeadline(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading)) {
            long startNs = System.nanoTime();

            assertEquals(List.of("50"), bodies(Wire.talk(edge.http(), post("/later", "50"))));
            assertTrue(System.nanoTime() - startNs >= TimeUnit.MILLISECONDS.toNanos(50));
            assertEquals(1, edge.counters().ticks);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldFireMoreTimersOfOneMomentThanOneFrameMay(ThreadingMode threading) throws IOException {
        int count = 500; // Engine.MAX_TIMERS_PER_FRAME is 64; a client may have 16 in flight
        try (TestEdge edge = new TestEdge(threading)) {
            List<byte[]> answers = IntStream.range(0, count / 10)
                    .parallel()
                    .mapToObj(i -> talk(edge, Wire.join(Wire.hello(), tenLaters())))
                    .toList();

            assertEquals(
                    count,
                    answers.stream()
                            .mapToInt(bytes -> Wire.frames(bytes).size() - 1)
                            .sum());
        }
    }

    /** As after a restart: a timer waits, and nobody sends anything. */
    @ParameterizedTest
    @EnumSource
    void shouldFireATimerThatWasSetBeforeItStarted(ThreadingMode threading) throws IOException {
        Machines machines = TestProvider.machinesWithTimers(3);
        try (TestEdge edge = new TestEdge(threading, TestEdge.LIMITS, TestEdge.TIMEOUTS, machines)) {
            Await.until(() -> edge.kernel().nextDeadlineNs() == Long.MAX_VALUE);

            assertEquals(1, edge.kernel().appliedSequence());
            assertEquals(List.of("0"), bodies(Wire.talk(edge.http(), get("/count"))));
        }
    }

    private static byte[] tenLaters() {
        return Wire.join(IntStream.range(0, 10).mapToObj(i -> later(i, 20)).toArray(byte[][]::new));
    }

    private static byte[] talk(TestEdge edge, byte[] bytes) {
        try {
            return Wire.talk(edge.binary(), bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] later(long correlationId, int delayMs) {
        return Wire.frame(1, TestProvider.SERVICE, TestProvider.LATER, correlationId, Wire.bytes("" + delayMs));
    }
}
