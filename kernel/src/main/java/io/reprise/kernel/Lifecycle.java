package io.reprise.kernel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What a server is doing, from its start to its end. Any thread.
 *
 * <pre>
 *   NEW ──► RECOVERING ──► RUNNING ──► DRAINING ──► STOPPED
 *    │           │            │            │
 *    ├───────────┼────────────┼────────────┴──────► FAILED
 *    └───────────┴────────────────────────────────► STOPPED, with nothing to drain
 * </pre>
 */
public final class Lifecycle {
    /** What the server is doing. */
    public enum State {
        /** Made, and nothing done yet. */
        NEW,
        /** Executes the journal of its run; refuses requests with NOT_INITIALIZED. */
        RECOVERING,
        /** Takes requests. */
        RUNNING,
        /** Answers what it has taken; refuses requests with SHUTTING_DOWN. */
        DRAINING,
        /** All is answered and on the disk. The end. */
        STOPPED,
        /** Something went wrong; nothing is acknowledged any more. The end. */
        FAILED;

        /** Whether {@code next} may follow. */
        public boolean mayBecome(State next) {
            return switch (next) {
                case NEW -> false;
                case RECOVERING -> this == NEW;
                case RUNNING -> this == RECOVERING;
                case DRAINING -> this == RUNNING;
                case STOPPED -> this == NEW || this == RECOVERING || this == DRAINING;
                case FAILED -> !isEnd();
            };
        }

        /** Whether nothing follows. */
        public boolean isEnd() {
            return this == STOPPED || this == FAILED;
        }
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private final List<Consumer<State>> listeners = new CopyOnWriteArrayList<>();

    /** @param onChange is told every state that is entered, by the thread that enters it, afterwards */
    public void addListener(Consumer<State> onChange) {
        listeners.add(onChange);
    }

    public State state() {
        return state.get();
    }

    /**
     * Enters a state.
     *
     * @throws IllegalStateException it may not follow the present one
     */
    public void enter(State next) {
        State present = state.get();
        if (!tryEnter(next)) {
            throw new IllegalStateException(next + " cannot follow " + present);
        }
    }

    /**
     * Enters a state if it may follow the present one, as where two threads want to end the server at once.
     *
     * @return whether this call did it
     */
    public boolean tryEnter(State next) {
        State present;
        do {
            present = state.get();
            if (!present.mayBecome(next)) {
                return false;
            }
        } while (!state.compareAndSet(present, next));
        for (Consumer<State> listener : listeners) {
            listener.accept(next);
        }
        return true;
    }
}
