package io.reprise.kernel.machine;

import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Offers a state machine; found by {@link java.util.ServiceLoader}, so a run can be replayed with another jar. */
public interface MachineProvider {
    /** What bytes that are no UTF-8 become. */
    int REPLACEMENT = 0xFFFD;

    /** 1..65535, unique. */
    int serviceId();

    /** Unique, lower case. */
    String name();

    /** Of the machine's behaviour: two versions may answer the same frames differently. */
    int version();

    List<Method> methods();

    /** A machine without history; all its state comes from {@code setup}. */
    StateMachine create(MachineSetup setup);

    /**
     * The payload of a request or answer of this service, for people: one line. Text as it is, anything else as
     * {@code hex:00ff…}, so that no byte of a client's reaches a terminal as a command to it.
     */
    default String describePayload(FrameFlyweight frame) {
        if (frame.kind() == FrameKind.ERROR) {
            return ErrorPayload.text(frame);
        }
        byte[] payload = new byte[Math.min(frame.payloadLength(), 4096)];
        frame.buffer().getBytes(frame.payloadOffset(), payload);
        String text = new String(payload, StandardCharsets.UTF_8);
        boolean readable = text.codePoints()
                .noneMatch(
                        code -> code == REPLACEMENT || Character.isISOControl(code) && !Character.isWhitespace(code));
        return readable ? text : "hex:" + HexFormat.of().formatHex(payload, 0, Math.min(payload.length, 64));
    }

    /**
     * One method.
     *
     * @param id 1..65535, unique in its service
     * @param name unique in its service, lower case
     */
    record Method(int id, String name) {}
}
