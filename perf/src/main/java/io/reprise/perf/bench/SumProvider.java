package io.reprise.perf.bench;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import io.reprise.kernel.state.Region;
import java.util.List;

/** A machine that does with frames what {@link RawDisruptor}'s handler does with its events, and keeps the sum as state. */
final class SumProvider implements MachineProvider {
    static final int SERVICE = 1;
    static final int ADD = 1;

    private Region sum;

    /** Of the sequences of all frames. */
    long sum() {
        return sum.getLong(0);
    }

    @Override
    public int serviceId() {
        return SERVICE;
    }

    @Override
    public String name() {
        return "sum";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Method> methods() {
        return List.of(new Method(ADD, "add"));
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        sum = setup.store().region("sum", Long.BYTES);
        return new Sum(sum);
    }

    private record Sum(Region sum) implements StateMachine {
        @Override
        public void onRequest(FrameFlyweight request, MachineContext context) {
            sum.putLong(0, sum.getLong(0) + request.sequence());
        }
    }
}
