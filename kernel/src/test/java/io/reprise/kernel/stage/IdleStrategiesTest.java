package io.reprise.kernel.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IdleStrategiesTest {
    static Stream<String> names() {
        return Arrays.stream(IdleStrategies.NAMES.split(", "));
    }

    @ParameterizedTest
    @CsvSource({"backoff, backoff", "yield, yield", "spin, spin", "sleep, sleep-ms"})
    void shouldFindAStrategyByItsName(String name, String alias) {
        assertEquals(alias, IdleStrategies.parse(name).alias());
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldMakeANewOneForEveryThread(String name) {
        assertNotSame(IdleStrategies.parse(name), IdleStrategies.parse(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Backoff", "block"})
    void shouldRefuseOtherNames(String name) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> IdleStrategies.parse(name));

        assertEquals("idle strategy must be one of backoff, yield, spin, sleep, not " + name, refusal.getMessage());
    }
}
