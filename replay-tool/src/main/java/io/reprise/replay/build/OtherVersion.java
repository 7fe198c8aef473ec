package io.reprise.replay.build;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import java.util.List;

/** A machine that says to be of another version than it is. */
record OtherVersion(MachineProvider provider, int version) implements MachineProvider {
    @Override
    public int serviceId() {
        return provider.serviceId();
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public List<Method> methods() {
        return provider.methods();
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        return provider.create(setup);
    }

    @Override
    public String describePayload(FrameFlyweight frame) {
        return provider.describePayload(frame);
    }
}
