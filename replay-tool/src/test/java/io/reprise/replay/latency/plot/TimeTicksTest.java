package io.reprise.replay.latency.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.replay.Durations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTicksTest {
    @ParameterizedTest(name = "{0} to {1} ms")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
               from,       to, unit,    ticks
                  0,     1000, seconds, 0 0.2 0.4 0.6 0.8 1
                  0,    60000, seconds, 0 10 20 30 40 50 60
              12500,    20500, seconds, 13 14 15 16 17 18 19 20
                  0,   600000, seconds, 0 100 200 300 400 500 600
                  0,   900000, minutes, 0 2 4 6 8 10 12 14
                  0, 86400000, hours,   0 5 10 15 20
                  0,        0, seconds, 0
                  0,        5, seconds, 0 0.001 0.002 0.003 0.004 0.005
            """)
    void shouldStandAtRoundTimes(long fromMs, long toMs, String unit, String ticks) {
        TimeTicks found = TimeTicks.of(toMs - fromMs);

        assertEquals(unit, found.unit());
        assertEquals(
                ticks,
                String.join(
                        " ",
                        found.between(fromMs, toMs).stream()
                                .map(Durations::plain)
                                .toList()));
    }
}
