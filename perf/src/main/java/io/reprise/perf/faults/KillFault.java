package io.reprise.perf.faults;

import io.reprise.perf.server.ChildServer;
import java.nio.file.Path;
import java.util.List;

/**
 * kill -9 at random moments under load, always the same run, in both ack modes and all threading modes. The clients'
 * exactly-once sessions live through all of it, and snapshots are taken meanwhile.
 */
final class KillFault implements Fault {
    private static final int KILL_MS_MIN = 10;
    private static final int KILL_MS_MAX = 2_000;
    private static final String SNAPSHOT_EVERY = "5000";
    private static final List<String> ACKS = List.of("process", "durable");
    private static final List<String> THREADINGS = List.of("inline", "shared", "pipelined");

    @Override
    public String name() {
        return "kill";
    }

    @Override
    public String summary() {
        return "kill -9 at random moments under load, the same run continued";
    }

    @Override
    public int rounds(boolean full) {
        return full ? 200 : 12;
    }

    @Override
    public String obstacle() {
        return "";
    }

    @Override
    public void run(Trial trial) throws Exception {
        Path run = trial.directory().resolve("run");
        Audit audit = new Audit(trial.tally());
        List<AddLoad> clients = trial.clients(AddLoad::exactlyOnce);
        for (int round = 0; round < trial.rounds(); round++) {
            String ack = ACKS.get(round % ACKS.size());
            String threading = THREADINGS.get(round / ACKS.size() % THREADINGS.size());
            try (ChildServer server =
                    trial.serving(run, "--ack", ack, "--threading", threading).start()) {
                Trial.load(clients, server);
                int killedAfterMs = trial.sleepBetween(KILL_MS_MIN, KILL_MS_MAX);
                String what = ack + ", " + threading + ", killed after " + killedAfterMs + " ms";
                trial.tally().require(server.isAlive(), what + ": it had ended by itself: " + server.errors());
                server.kill();
                trial.tally().require(Trial.collect(clients, audit) > 0, what + ": nothing was acknowledged");
                audit.check(run, false, "round " + (round + 1) + ", " + what);
                trial.endRound(what);
            }
        }
        trial.finish(trial.serving(run), run, clients, audit, "at the end");
    }
}
