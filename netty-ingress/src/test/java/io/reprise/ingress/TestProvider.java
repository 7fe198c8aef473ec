package io.reprise.ingress;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.machine.StateMachine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Service 2: a machine that answers in every way a machine can. Payloads are text. */
final class TestProvider implements MachineProvider {
    static final int SERVICE = 2;

    /** Answers with what it got, after so many milliseconds as it says. */
    static final int LATER = 1;

    /** Answers twice. */
    static final int TWICE = 2;

    /** Answers in three parts: "one ", "two ", and what it got. */
    static final int PARTS = 3;

    static final int THROW = 4;
    static final int REFUSE = 5;

    /** How many requests came before this one. */
    static final int COUNT = 6;

    /** This machine and echo, with small tables: tests make many. */
    static Machines machines() {
        return new Machines(
                List.of(new EchoProvider(), new TestProvider()),
                new TreeMap<>(Map.of("echo.max-keys", 64L, "kernel.max-timers", 1024L)));
    }

    /** As if a run were continued: so many timers wait, all of them due. */
    static Machines machinesWithTimers(int count) {
        Machines machines = machines();
        for (int i = 0; i < count; i++) {
            machines.timers().schedule(1, SERVICE, 0);
        }
        return machines;
    }

    @Override
    public int serviceId() {
        return SERVICE;
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Method> methods() {
        return List.of(
                new Method(LATER, "later"),
                new Method(TWICE, "twice"),
                new Method(PARTS, "parts"),
                new Method(THROW, "throw"),
                new Method(REFUSE, "refuse"),
                new Method(COUNT, "count"));
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        return new Machine();
    }

    private record Asked(long sessionId, long correlationId, String text) {}

    private static final class Machine implements StateMachine {
        private final Map<Long, Asked> waiting = new TreeMap<>();
        private long count;

        @Override
        public void onRequest(FrameFlyweight request, MachineContext context) {
            byte[] payload = new byte[request.payloadLength()];
            request.buffer().getBytes(request.payloadOffset(), payload);
            String text = new String(payload, StandardCharsets.UTF_8);
            switch (request.method()) {
                case LATER -> {
                    long delayNs = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(text));
                    long timerId = context.schedule(context.timeNs() + delayNs, 0);
                    waiting.put(timerId, new Asked(request.sessionId(), request.correlationId(), text));
                }
                case TWICE -> {
                    put(context.respond(text.length()), text);
                    put(context.respond(text.length()), text);
                }
                case PARTS -> {
                    put(context.part(4), "one ");
                    put(context.part(4), "two ");
                    put(context.part(text.length()), text).flags(FrameLayout.FLAG_LAST);
                }
                case REFUSE -> context.error(Status.INVALID_REQUEST, text);
                case COUNT -> {
                    String soFar = Long.toString(count);
                    put(context.respond(soFar.length()), soFar);
                }
                default -> throw new IllegalStateException("thrown on request");
            }
            count++;
        }

        @Override
        public void onTimer(long timerId, long data, MachineContext context) {
            Asked asked = waiting.remove(timerId);
            if (asked == null) {
                return; // set before this machine was made
            }
            put(context.respond(asked.text().length()), asked.text())
                    .service(SERVICE)
                    .method(LATER)
                    .sessionId(asked.sessionId())
                    .correlationId(asked.correlationId());
        }

        private static FrameFlyweight put(FrameFlyweight answer, String text) {
            answer.buffer().putBytes(answer.payloadOffset(), text.getBytes(StandardCharsets.UTF_8));
            return answer;
        }
    }
}
