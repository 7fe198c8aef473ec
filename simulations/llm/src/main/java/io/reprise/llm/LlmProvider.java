package io.reprise.llm;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import java.util.List;

/** Service 2, {@code llm}. Payloads are UTF-8 JSON, as OpenAI's API has them. */
public final class LlmProvider implements MachineProvider {
    public static final int SERVICE = 2;

    /** Takes a chat completion request; returns a chat completion. */
    public static final int CHAT = 1;

    /** Takes nothing; returns the list of models. */
    public static final int MODELS = 2;

    /** Raise it with every change of what a request is answered. */
    public static final int VERSION = 1;

    @Override
    public int serviceId() {
        return SERVICE;
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
        return List.of(new Method(CHAT, "chat"), new Method(MODELS, "models"));
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        return new LlmMachine(setup);
    }

    @Override
    public String describePayload(FrameFlyweight frame) {
        if (frame.method() != CHAT) {
            return MachineProvider.super.describePayload(frame);
        }
        return switch (frame.kind()) {
            case FrameKind.REQUEST, FrameKind.NOTIFICATION -> PayloadDescription.ofRequest(frame);
            case FrameKind.RESPONSE -> PayloadDescription.ofAnswer(frame);
            default -> MachineProvider.super.describePayload(frame);
        };
    }
}
