package io.reprise.kernel.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ThreadingModeTest {
    @ParameterizedTest
    @CsvSource({"1, INLINE", "2, INLINE", "3, INLINE", "4, PIPELINED", "64, PIPELINED"})
    void shouldChooseByCores(int cores, ThreadingMode mode) {
        assertSame(mode, ThreadingMode.forCores(cores));
        assertSame(mode, ThreadingMode.parse("auto", cores));
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeParsedFromItsLabel(ThreadingMode mode) {
        assertSame(mode, ThreadingMode.parse(mode.label(), 1));
        assertSame(mode, ThreadingMode.parse(mode.name(), 64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "automatic", "threads", "in line"})
    void shouldRefuseOtherTexts(String text) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> ThreadingMode.parse(text, 4));

        assertEquals("threading must be one of auto, inline, shared, pipelined, not " + text, refusal.getMessage());
    }
}
