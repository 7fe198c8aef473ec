package io.reprise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.Lifecycle.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LifecycleTest {
    private static final Set<String> LEGAL = Set.of(
            "NEW RECOVERING",
            "NEW STOPPED",
            "NEW FAILED",
            "RECOVERING RUNNING",
            "RECOVERING STOPPED",
            "RECOVERING FAILED",
            "RUNNING DRAINING",
            "RUNNING FAILED",
            "DRAINING STOPPED",
            "DRAINING FAILED");

    private final List<State> told = new ArrayList<>();
    private final Lifecycle lifecycle = new Lifecycle();

    LifecycleTest() {
        lifecycle.addListener(told::add);
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void shouldEnterOnlyWhatMayFollow(State from) {
        for (State to : State.values()) {
            Lifecycle walked = new Lifecycle();
            wayTo(from).forEach(walked::enter);
            if (LEGAL.contains(from + " " + to)) {
                walked.enter(to);
                assertEquals(to, walked.state());
            } else {
                IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> walked.enter(to));
                assertEquals(to + " cannot follow " + from, refusal.getMessage());
                assertFalse(walked.tryEnter(to));
                assertEquals(from, walked.state());
            }
        }
    }

    @Test
    void shouldTellEveryStateThatIsEnteredAndNoOther() {
        lifecycle.enter(State.RECOVERING);
        lifecycle.tryEnter(State.DRAINING);
        lifecycle.enter(State.RUNNING);

        assertEquals(List.of(State.RECOVERING, State.RUNNING), told);
    }

    @Test
    void shouldEndOnceWhoeverEndsIt() throws InterruptedException {
        AtomicInteger ends = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        for (State end : List.of(State.FAILED, State.STOPPED, State.FAILED, State.STOPPED)) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                if (lifecycle.tryEnter(end)) {
                    ends.incrementAndGet();
                }
            });
            thread.start();
            threads.add(thread);
        }

        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(1, ends.get());
        assertTrue(lifecycle.state().isEnd());
        assertEquals(List.of(lifecycle.state()), told);
    }

    private static List<State> wayTo(State state) {
        return switch (state) {
            case NEW -> List.of();
            case RECOVERING -> List.of(State.RECOVERING);
            case RUNNING -> List.of(State.RECOVERING, State.RUNNING);
            case DRAINING -> List.of(State.RECOVERING, State.RUNNING, State.DRAINING);
            case STOPPED -> List.of(State.STOPPED);
            case FAILED -> List.of(State.FAILED);
        };
    }
}
