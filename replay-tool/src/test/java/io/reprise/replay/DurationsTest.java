package io.reprise.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest(name = "{0} ns")
    @CsvSource(useHeadersInDisplayName = true, delimiter = ';', textBlock = """
                      ns;    micros;  with unit
                       0;         0;       0 ns
                       1;     0.001;    1.00 ns
                     850;     0.850;     850 ns
                    1234;      1.23;    1.23 µs
                    9996;      10.0;    10.0 µs
                   99960;       100;     100 µs
                 1234567;     1,235;    1.23 ms
             12345678901; 12,345,679;   12.3 s""")
    void shouldWriteThreeSignificantDigits(double ns, String micros, String withUnit) {
        assertEquals(micros, Durations.micros(ns));
        assertEquals(withUnit, Durations.withUnit(ns));
    }

    @ParameterizedTest(name = "{0} ms")
    @CsvSource({"0, 0, 0 ms", "250, 0.25, 250 ms", "1002, 1.002, 1 s", "15015, 15.015, 15 s", "3600000, 3600, 3600 s"})
    void shouldWriteSecondsExactlyAndSpansShortly(long ms, String seconds, String span) {
        assertEquals(seconds, Durations.seconds(ms));
        assertEquals(span, Durations.span(ms));
    }
}
