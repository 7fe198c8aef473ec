package io.reprise.node;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import io.reprise.kernel.state.LongTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Service 9, {@code probe}, for tests that need a machine with faults and timers. It is not on the class path of the
 * program: {@link ProbeProgram} packs it into a jar and starts the program with that. A golden run was made with it: what it
 * does must stay as it is.
 */
public final class ProbeProvider implements MachineProvider {
    static final int SERVICE = 9;

    /** Throws. */
    static final int FAULT = 1;

    /** Takes an i64 number of ns and answers with a random i64 when they are over. */
    static final int DELAY = 2;

    /**
     * Answers with nothing, and not before the file is gone that {@link #WAIT_FILE} names: how long that takes is no
     * business of the machine's, so a replay that waits is the same as one that does not.
     */
    static final int WAIT = 3;

    /** System property with a path; without it nothing waits. */
    static final String WAIT_FILE = "probe.wait";

    private static final int DELAYED_MAX = 4096;

    @Override
    public int serviceId() {
        return SERVICE;
    }

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Method> methods() {
        return List.of(new Method(FAULT, "fault"), new Method(DELAY, "delay"), new Method(WAIT, "wait"));
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        return new Probe(setup);
    }

    /** Remembers, by correlation id, which session waits. */
    static final class Probe implements StateMachine {
        private final LongTable sessions;

        Probe(MachineSetup setup) {
            sessions = new LongTable(setup.store(), "sessions", DELAYED_MAX, Long.BYTES);
        }

        @Override
        public void onRequest(FrameFlyweight request, MachineContext context) {
            if (request.method() == FAULT) {
                throw new IllegalStateException("a planted fault");
            }
            if (request.method() == WAIT) {
                waitForFile();
                context.respond(0);
                return;
            }
            long delayNs = request.buffer().getLong(request.payloadOffset(), ORDER);
            int session = sessions.findOrAdd(request.correlationId());
            sessions.region().putLong(session, request.sessionId());
            context.schedule(context.timeNs() + delayNs, request.correlationId());
        }

        private static void waitForFile() {
            String file = System.getProperty(WAIT_FILE);
            while (file != null && Files.exists(Path.of(file))) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void onTimer(long timerId, long data, MachineContext context) {
            int session = sessions.findOrAdd(data);
            FrameFlyweight answer = context.respond(Long.BYTES)
                    .method(DELAY)
                    .correlationId(data)
                    .sessionId(sessions.region().getLong(session));
            long number = context.random(data).nextLong();
            answer.buffer().putLong(answer.payloadOffset(), number, ORDER);
        }
    }
}
