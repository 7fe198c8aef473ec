package io.reprise.perf.bench;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import java.util.List;

/** Service echo as another build might have it: from one sequence on, echoes are followed by a counter nobody asked for. */
record LateEcho(EchoProvider echo, long fromSequence) implements MachineProvider {
    @Override
    public int serviceId() {
        return echo.serviceId();
    }

    @Override
    public String name() {
        return echo.name();
    }

    @Override
    public int version() {
        return echo.version();
    }

    @Override
    public List<Method> methods() {
        return echo.methods();
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        return new Late(echo.create(setup), setup, fromSequence);
    }

    private record Late(StateMachine machine, MachineSetup setup, long fromSequence) implements StateMachine {
        private static final int COUNT_OFFSET = 8; // of the table's header, where zeros are

        @Override
        public void onRequest(FrameFlyweight request, MachineContext context) {
            machine.onRequest(request, context);
            if (request.sequence() == fromSequence) {
                setup.store()
                        .regions()
                        .get(0)
                        .putLong(2 * COUNT_OFFSET, request.buffer().getLong(request.payloadOffset(), ORDER) | 1);
            }
        }
    }
}
