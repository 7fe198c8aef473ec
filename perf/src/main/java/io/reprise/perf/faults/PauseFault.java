package io.reprise.perf.faults;

import io.reprise.perf.server.ChildServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server stands still for a while (SIGSTOP, SIGCONT) under load of clients that give up and send again. */
final class PauseFault implements Fault {
    private static final int PATIENCE_MS = 1_000;
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
        List<AddLoad> clients = trial.clients(seed -> AddLoad.impatient(seed, PATIENCE_MS));
        for (int round = 0; round < trial.rounds(); round++) {
            String ack = round % 2 == 0 ? "process" : "durable";
            int lostBefore = connectionsLost(clients);
            try (ChildServer server = trial.serving(run, "--ack", ack).start()) {
                Trial.load(clients, server);
                trial.sleepBetween(FLOW_MS_MIN, FLOW_MS_MAX);
                server.signal("STOP");
                TimeUnit.MILLISECONDS.sleep(trial.full() ? FULL_PAUSE_MS : PAUSE_MS);
                server.signal("CONT");
                trial.sleepBetween(FLOW_MS_MIN, FLOW_MS_MAX);
                clients.forEach(AddLoad::end);
                Trial.collect(clients, audit);
                server.stop();
            }
            int lost = connectionsLost(clients) - lostBefore;
            trial.tally().require(lost >= clients.size(), "no client gave up: the server did not stand still");
            String what = ack + ", " + lost + " connections given up meanwhile";
            audit.check(run, false, "round " + (round + 1) + ", " + what);
            trial.endRound(what);
        }
        trial.finish(trial.serving(run), run, clients, audit, "at the end");
    }

    private static int connectionsLost(List<AddLoad> clients) {
        return clients.stream().mapToInt(AddLoad::connectionsLost).sum();
    }
}
