package io.reprise.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.reprise.kernel.stage.Stage;
import java.io.FileNotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stage that fails stops everything: nothing is answered, and nothing tried again. */
@ExtendWith(LeakCheck.class)
final class FailStopTest {
    static Throwable[] causes() {
        return new Throwable[] {
            new IllegalStateException("broken"),
            new OutOfMemoryError("nothing left"),
            new FileNotFoundException("too many open files") // undeclared, as Chronicle Queue throws it
        };
    }

    private static final class FailingStage implements Stage {
        private final Throwable cause;
        private boolean failing;
        private int calls;

        FailingStage(Throwable cause) {
            this.cause = cause;
        }

        @Override
        public int doWork() {
            if (failing) {
                calls++;
                FailingStage.<RuntimeException>throwUndeclared(cause);
            }
            return 0;
        }

        @SuppressWarnings("unchecked") // that is how undeclared exceptions come about
        private static <T extends Throwable> void throwUndeclared(Throwable cause) throws T {
            throw (T) cause;
        }

        @Override
        public String roleName() {
            return "failing";
        }
    }

    @ParameterizedTest
    @MethodSource("causes")
    void shouldStopAtWhateverAStageThrows(Throwable cause) {
        FailingStage stage = new FailingStage(cause);
        try (EmbeddedEdge edge = EmbeddedEdge.binary(TestEdge.LIMITS, stage)) {
            edge.receive(Wire.hello());
            stage.failing = true;

            assertEquals(0, edge.receive(Wire.echo(1, 0)).length);
            assertEquals(0, edge.receive(Wire.echo(2, 0)).length);

            assertEquals(1, stage.calls);
            assertSame(cause, edge.takeFailure());
            assertEquals(0, edge.kernel().appliedSequence());
        }
    }

    @Test
    void shouldGoOnWhileNothingFails() {
        try (EmbeddedEdge edge = EmbeddedEdge.binary(TestEdge.LIMITS, new FailingStage(new Error()))) {
            edge.receive(Wire.hello());

            assertEquals(64, edge.receive(Wire.echo(1, 0)).length);
            assertNull(edge.takeFailure());
        }
    }
}
