package io.reprise.llm;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.api.Operation;
import io.reprise.llm.api.Teller;
import io.reprise.llm.api.TellerMetrics;
import io.reprise.llm.machine.LlmMachine;
import java.util.ArrayList;
import java.util.List;

/**
 * Service 2, {@code llm}. Clients send JSON as the simulated APIs have it; the frames the machine sees carry the commands that
 * {@link LlmCodec} makes of it.
 */
public final class LlmProvider implements MachineProvider {
    /** Raise it with every change of what a command is answered. */
    public static final int VERSION = 2;

    @Override
    public int serviceId() {
        return LlmCall.SERVICE;
    }

    @Override
    public String name() {
        return "llm";
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public List<Method> methods() {
        List<Method> methods = new ArrayList<>();
        for (Operation operation :
                LlmProviders.all(new Teller(TellerMetrics.NONE)).operations()) {
            methods.add(new Method(operation.id(), operation.name()));
        }
        methods.add(new Method(LlmCall.CANCEL, "cancel"));
        return methods;
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        return new LlmMachine(setup, LlmCall.CANCEL);
    }

    @Override
    public String describePayload(FrameFlyweight frame) {
        return switch (frame.kind()) {
            case FrameKind.REQUEST, FrameKind.NOTIFICATION -> PayloadDescription.ofCommand(frame);
            case FrameKind.RESPONSE, FrameKind.PART -> PayloadDescription.ofAnswer(frame);
            default -> MachineProvider.super.describePayload(frame);
        };
    }
}
