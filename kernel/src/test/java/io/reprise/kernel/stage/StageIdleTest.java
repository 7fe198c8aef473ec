package io.reprise.kernel.stage;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StageIdleTest {
    @Test
    void shouldGiveEveryStageTheOneStrategy() {
        Function<String, IdleStrategy> idle = IdleStrategies.perStage("yield");

        assertInstanceOf(YieldingIdleStrategy.class, idle.apply("journal"));
        assertInstanceOf(YieldingIdleStrategy.class, idle.apply("engine"));
    }

    @Test
    void shouldGiveNamedStagesTheirOwnAndTheRestTheDefault() {
        Function<String, IdleStrategy> idle = IdleStrategies.perStage("engine=spin,journal=yield");

        assertInstanceOf(BusySpinIdleStrategy.class, idle.apply("engine"));
        assertInstanceOf(YieldingIdleStrategy.class, idle.apply("journal"));
        assertInstanceOf(DozingIdleStrategy.class, idle.apply("egress"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "engine=fast", "motor=spin", "engine=", "engine=spin,yield"})
    void shouldRefuseWhatItDoesNotKnow(String text) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> IdleStrategies.perStage(text));

        assertTrue(refusal.getMessage().contains("idle strateg"), refusal.getMessage());
    }
}
