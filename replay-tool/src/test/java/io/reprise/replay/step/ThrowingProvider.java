package io.reprise.replay.step;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import java.util.List;

/** A machine that fails at every request. */
final class ThrowingProvider implements MachineProvider {
    static final int SERVICE = 9;

    @Override
    public int serviceId() {
        return SERVICE;
    }

    @Override
    public String name() {
        return "throwing";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Method> methods() {
        return List.of(new Method(1, "fail"));
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        return new StateMachine() {
            @Override
            public void onRequest(FrameFlyweight request, MachineContext context) {
                throw new IllegalStateException("on purpose");
            }
        };
    }
}
