package io.reprise.perf.faults;

import io.reprise.perf.server.ChildServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server stands still for a while (SIGSTOP, SIGCONT) under load of clients that give up and come back. */
final class PauseFault implements Fault {
    private static final int CLIENTS = 3;
    private static final int TIMEOUT_MS = 1_000;
    private static final long PAUSE_MS = 3_000;
    private static final long FULL_PAUSE_MS = 30_000;
    private static final int FLOW_MS_MIN = 200;
    private static final int FLOW_MS_MAX = 1_000;

    @Override
    public String name() {
        return "pause";
    }

    @Override
    public String summary() {
        return "the process stopped for 3 s (--full: 30 s) and continued, clients come back meanwhile";
    }

    @Override
    public int rounds(boolean full) {
        return full ? 10 : 2;
    }

    @Override
    public String obstacle() {
        return "";
    }

    @Override
    public void run(Trial trial) throws Exception {
        Path run = trial.directory().resolve("run");
        Audit audit = new Audit(trial.tally());
        for (int round = 0; round < trial.rounds(); round++) {
            String ack = round % 2 == 0 ? "process" : "durable";
            int timeouts = 0;
            try (ChildServer server = trial.serving(run, "--ack", ack).start()) {
                List<AddLoad> clients = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    long seed = trial.random().nextLong();
                    clients.add(AddLoad.startPersistent(server.address("binary"), seed, TIMEOUT_MS));
                }
                for (AddLoad client : clients) {
                    client.awaitFlow();
                }
                trial.sleepBetween(FLOW_MS_MIN, FLOW_MS_MAX);
                server.signal("STOP");
                TimeUnit.MILLISECONDS.sleep(trial.full() ? FULL_PAUSE_MS : PAUSE_MS);
                server.signal("CONT");
                trial.sleepBetween(FLOW_MS_MIN, FLOW_MS_MAX);
                clients.forEach(AddLoad::end);
                Trial.collect(clients, audit);
                for (AddLoad client : clients) {
                    timeouts += client.timeouts();
                }
                server.stop();
            }
            trial.tally().require(timeouts > 0, "no client gave up: the server did not stand still");
            String what = ack + ", " + timeouts + " connections given up meanwhile";
            audit.check(run, false, "round " + (round + 1) + ", " + what);
            trial.endRound(what);
        }
    }
}
