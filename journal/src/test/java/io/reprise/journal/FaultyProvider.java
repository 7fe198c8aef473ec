package io.reprise.journal;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import java.util.List;

/** Service 9: answers method 1 and throws on method 2. */
final class FaultyProvider implements MachineProvider {
    static final int SERVICE = 9;
    static final int FINE = 1;
    static final int FAULT = 2;

    @Override
    public int serviceId() {
        return SERVICE;
    }

    @Override
    public String name() {
        return "faulty";
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public List<Method> methods() {
        return List.of(new Method(FINE, "fine"), new Method(FAULT, "fault"));
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        return FaultyProvider::onRequest;
    }

    private static void onRequest(FrameFlyweight request, MachineContext context) {
        if (request.method() == FAULT) {
            throw new IllegalStateException("a planted fault");
        }
        context.respond(0);
    }
}
