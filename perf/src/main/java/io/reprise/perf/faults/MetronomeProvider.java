package io.reprise.perf.faults;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import io.reprise.kernel.state.Region;
import java.util.List;

/**
 * Service 999, {@code metronome}: counts how often its one timer fired, which it sets again every time. Only the servers
 * that {@link ClockFault} starts have it.
 */
public final class MetronomeProvider implements MachineProvider {
    static final int SERVICE = 999;

    /** Starts the timer the first time; answers an i64, how often it fired so far. */
    static final int COUNT = 1;

    static final long PERIOD_NS = 50_000_000;

    @Override
    public int serviceId() {
        return SERVICE;
    }

    @Override
    public String name() {
        return "metronome";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Method> methods() {
        return List.of(new Method(COUNT, "count"));
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        return new Metronome(setup.store().region("metronome", 2 * Long.BYTES));
    }

    /** Whether it was started, and how often it fired. */
    private record Metronome(Region state) implements StateMachine {
        private static final int STARTED_OFFSET = 0;
        private static final int COUNT_OFFSET = Long.BYTES;

        @Override
        public void onRequest(FrameFlyweight request, MachineContext context) {
            if (state.getLong(STARTED_OFFSET) == 0) {
                state.putLong(STARTED_OFFSET, 1);
                context.schedule(context.timeNs() + PERIOD_NS, 0);
            }
            FrameFlyweight answer = context.respond(Long.BYTES);
            answer.buffer().putLong(answer.payloadOffset(), state.getLong(COUNT_OFFSET), ORDER);
        }

        @Override
        public void onTimer(long timerId, long data, MachineContext context) {
            state.putLong(COUNT_OFFSET, state.getLong(COUNT_OFFSET) + 1);
            context.schedule(context.timeNs() + PERIOD_NS, 0);
        }
    }
}
