package io.reprise.replay.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.monitor.Counters;
import io.reprise.kernel.metrics.Reading;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class StatTextTest {
    private static final long PID = ProcessHandle.current().pid();

    @Test
    void shouldTakeRatesBetweenTwoCopiesOrSinceTheStart() {
        Look first = Look.first(counters(1_000, 3_000, 600), 3_050);
        assertEquals(300, first.rate("events"));

        Look second = first.then(counters(1_000, 3_500, 700), 4_000);
        assertEquals(200, second.rate("events"));

        Look restarted = second.then(counters(4_000, 5_000, 50), 5_050);
        assertEquals(50, restarted.rate("events"));
        assertEquals(0, restarted.rate("no such counter"));
    }

    @Test
    void shouldSaySoWhenAServerIsSilentOrGone() {
        Look alive = Look.first(counters(0, 10_000, 1), 10_100);
        assertTrue(StatText.block(alive).startsWith("RUNNING, pid " + PID + ", up 10 s\n"), StatText.block(alive));

        Look silent = Look.first(counters(0, 10_000, 1), 70_000);
        assertTrue(StatText.block(silent).startsWith("SILENT: pid " + PID), StatText.block(silent));
        assertTrue(StatText.block(silent).contains("for 60 s; it said RUNNING\n"), StatText.block(silent));
    }

    @Test
    void shouldDoWithoutCountersItDoesNotFind() {
        Look empty = Look.first(new Counters(PID, 0, 0, "RECOVERING", Map.of()), 100);

        assertTrue(StatText.block(empty).contains("\nring       - % of - MiB used\n"), StatText.block(empty));
        assertTrue(StatText.line(empty).contains("RECOVERING events 0/s"), StatText.line(empty));
    }

    private static Counters counters(long startMs, long heartbeatMs, long events) {
        Map<String, Counters.Value> values = new TreeMap<>();
        values.put("events", new Counters.Value("", Reading.Type.COUNTER, Reading.Unit.COUNT, events));
        return new Counters(PID, startMs, heartbeatMs, "RUNNING", values);
    }
}
