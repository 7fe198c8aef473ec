package io.reprise.replay;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import java.util.List;

/**
 * Service echo as another build might have it: one request is treated otherwise.
 *
 * @param change what is different
 * @param sequence of that request
 */
public record ChangedEcho(Change change, long sequence) implements MachineProvider {
    private static final EchoProvider ECHO = new EchoProvider();

    /** What the other build does. */
    public enum Change {
        /** Refuses the request, which leaves no state. */
        ANSWER,
        /** Answers the same and writes where zeros are, in the counters' header. */
        STATE
    }

    @Override
    public int serviceId() {
        return ECHO.serviceId();
    }

    @Override
    public String name() {
        return ECHO.name();
    }

    @Override
    public int version() {
        return ECHO.version();
    }

    @Override
    public List<Method> methods() {
        return ECHO.methods();
    }

    @Override
    public String describePayload(FrameFlyweight frame) {
        return ECHO.describePayload(frame);
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        return new Machine(this, ECHO.create(setup), setup);
    }

    private record Machine(ChangedEcho build, StateMachine machine, MachineSetup setup) implements StateMachine {
        private static final int UNUSED_OFFSET = 16;

        @Override
        public void onRequest(FrameFlyweight request, MachineContext context) {
            boolean changed = request.sequence() == build.sequence();
            if (changed && build.change() == Change.ANSWER) {
                context.error(Status.INVALID_REQUEST, "not in this build");
                return;
            }
            machine.onRequest(request, context);
            if (changed) {
                setup.store().regions().get(0).putLong(UNUSED_OFFSET, 1);
            }
        }
    }
}
