package io.reprise.llm.slots;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrioritiesTest {
    @ParameterizedTest
    @CsvSource({
        "priority, 224",
        "fast, 224",
        "ultrafast, 224",
        "scale, 224",
        "auto, 128",
        "default, 128",
        "standard, 128",
        "standard_only, 128",
        "flex, 64",
        "batch, 32",
        "Priority, -1",
        "'', -1"
    })
    void shouldKnowServiceTiers(String tier, int priority) {
        assertEquals(priority, Priorities.ofServiceTier(tier));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 128",
        "1, 112",
        "8, 0",
        "9, 0",
        "-1, 144",
        "-7, 240",
        "-8, 255",
        "9223372036854775807, 0",
        "-9223372036854775808, 255"
    })
    void shouldTurnVllmAround(long theirs, int priority) {
        assertEquals(priority, Priorities.ofVllm(theirs));
    }

    @ParameterizedTest
    @CsvSource({"critical, 255", "standard, 128", "batch, 32", "sheddable, 16", "background, 0", "other, -1"})
    void shouldKnowObjectives(String objective, int priority) {
        assertEquals(priority, Priorities.ofObjective(objective));
    }
}
