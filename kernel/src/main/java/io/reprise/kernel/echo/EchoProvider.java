package io.reprise.kernel.echo;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import java.util.List;

/** Service 1, {@code echo}. */
public final class EchoProvider implements MachineProvider {
    public static final int SERVICE = 1;

    /** Returns its payload. */
    public static final int ECHO = 1;

    /** Takes i64 key, i64 delta; adds delta to the key's counter; returns i64 sum. */
    public static final int ADD = 2;

    @Override
    public int serviceId() {
        return SERVICE;
    }

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Method> methods() {
        return List.of(new Method(ECHO, "echo"), new Method(ADD, "add"));
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        return new EchoMachine(setup);
    }

    @Override
    public String describePayload(FrameFlyweight frame) {
        boolean sum = frame.kind() == FrameKind.RESPONSE && frame.payloadLength() == EchoMachine.SUM_LENGTH;
        if (frame.method() == ADD && sum) {
            return "sum=" + frame.buffer().getLong(frame.payloadOffset(), ORDER);
        }
        boolean request = frame.kind() == FrameKind.REQUEST || frame.kind() == FrameKind.NOTIFICATION;
        if (frame.method() == ADD && request && frame.payloadLength() == EchoMachine.ADD_LENGTH) {
            long key = frame.buffer().getLong(frame.payloadOffset() + EchoMachine.KEY_OFFSET, ORDER);
            long delta = frame.buffer().getLong(frame.payloadOffset() + EchoMachine.DELTA_OFFSET, ORDER);
            return "key=" + key + " delta=" + delta;
        }
        return MachineProvider.super.describePayload(frame);
    }
}
