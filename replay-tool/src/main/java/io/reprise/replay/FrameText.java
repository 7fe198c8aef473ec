package io.reprise.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.ExpiredRequest;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.ShedPayload;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.replay.expression.FrameDescription;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Frames for people and for programs: one line of text or one JSON object each, with names in place of numbers. */
public final class FrameText implements FrameDescription {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final Map<Integer, MachineProvider> providers = new TreeMap<>();

    public FrameText(List<MachineProvider> providers) {
        providers.forEach(provider -> this.providers.put(provider.serviceId(), provider));
    }

    /** Such as {@code 17 2026-11-20T19:44:31.5Z REQUEST echo.add session=4294967297 correlation=8 key=42 delta=5}. */
    public String line(FrameFlyweight frame) {
        return String.format(
                        Locale.ROOT,
                        "%d %s %s %s session=%d correlation=%d %s%s",
                        frame.sequence(),
                        time(frame),
                        FrameKind.name(frame.kind()),
                        methodName(frame),
                        frame.sessionId(),
                        frame.correlationId(),
                        frame.status() == 0 ? "" : Status.of(frame.status()) + " ",
                        payload(frame))
                .stripTrailing();
    }

    /** One JSON object without line breaks. */
    public String json(FrameFlyweight frame) {
        return fields(frame).toString();
    }

    /** Everything there is to know about a frame, by name, always in the same order. */
    public ObjectNode fields(FrameFlyweight frame) {
        return JSON.createObjectNode()
                .put("sequence", frame.sequence())
                .put("timestampNs", frame.timestampNs())
                .put("time", time(frame))
                .put("kind", FrameKind.name(frame.kind()))
                .put("service", frame.service())
                .put("method", frame.method())
                .put("name", methodName(frame))
                .put("sessionId", frame.sessionId())
                .put("correlationId", frame.correlationId())
                .put("priority", frame.priority())
                .put("status", frame.status())
                .put("seed", frame.seed())
                .put("timeoutMs", frame.timeoutMs())
                .put("length", frame.length())
                .put("payload", payload(frame));
    }

    /** Such as {@code echo.add}; numbers where this build knows no name. */
    @Override
    public String methodName(FrameFlyweight frame) {
        MachineProvider provider = providers.get(frame.service());
        if (provider == null) {
            return frame.service() == 0 ? "kernel" : frame.service() + "." + frame.method();
        }
        return provider.name() + "."
                + provider.methods().stream()
                        .filter(method -> method.id() == frame.method())
                        .map(MachineProvider.Method::name)
                        .findFirst()
                        .orElse(Integer.toString(frame.method()));
    }

    /** Of all methods this build knows, such as {@code echo.add}. */
    public List<String> methodNames() {
        return providers.values().stream()
                .flatMap(provider -> provider.methods().stream().map(method -> provider.name() + "." + method.name()))
                .toList();
    }

    /** The payload in one line; empty when there is none or this build does not know it. */
    @Override
    public String payload(FrameFlyweight frame) {
        if (frame.kind() == FrameKind.ERROR) {
            return ErrorPayload.text(frame);
        }
        if (frame.kind() == FrameKind.SHED) {
            return ShedPayload.describe(frame);
        }
        boolean request = frame.kind() == FrameKind.REQUEST || frame.kind() == FrameKind.NOTIFICATION;
        if (request && frame.status() == Status.TIMEOUT.code()) {
            return ExpiredRequest.text(frame);
        }
        MachineProvider provider = providers.get(frame.service());
        return provider == null || frame.payloadLength() == 0 ? "" : provider.describePayload(frame);
    }

    private static String time(FrameFlyweight frame) {
        long ns = frame.timestampNs();
        return Instant.ofEpochSecond(ns / NS_PER_SECOND, ns % NS_PER_SECOND).toString();
    }
}
