package io.reprise.perf.faults;

import io.reprise.perf.server.ChildServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * What a fault works with.
 *
 * @param directory of its own
 * @param full whether times are those of the full version too
 * @param random from {@code --seed} and the fault's name
 * @param progress gets a line per round
 */
record Trial(
        Path directory, int rounds, boolean full, SplittableRandom random, Tally tally, Consumer<String> progress) {
    private static final int CLIENTS = 3;

    /** A server of a run, not started yet, with these flags. */
    ChildServer.Launch serving(Path run, String... flags) {
        return ChildServer.serving(run, directory.resolve("server.err")).arguments(flags);
    }

    /** Clients of their own seeds, not started. */
    List<AddLoad> clients(LongFunction<AddLoad> kind) {
        return random.longs(CLIENTS).mapToObj(kind).toList();
    }

    /** Starts clients and waits until all of them were answered once. */
    static void load(List<AddLoad> clients, ChildServer server) throws InterruptedException {
        clients.forEach(client -> client.start(server.address("binary")));
        for (AddLoad client : clients) {
            client.awaitFlow();
        }
    }

    /** Waits for the end of all clients and takes over what they saw. Returns how many requests were acknowledged. */
    static int collect(List<AddLoad> clients, Audit audit) throws InterruptedException {
        int acknowledged = 0;
        for (AddLoad client : clients) {
            acknowledged += audit.remember(client.join());
        }
        return acknowledged;
    }

    /** A last start: clients get every answer that they still wait for, and everything adds up exactly. */
    void finish(ChildServer.Launch launch, Path run, List<AddLoad> clients, Audit audit, String when) throws Exception {
        try (ChildServer server = launch.start()) {
            load(clients, server);
            clients.forEach(AddLoad::end);
            collect(clients, audit);
            server.stop();
        }
        for (AddLoad client : clients) {
            tally.require(client.isAnswered(), when + ": a client did not get all its answers: " + client.loss());
        }
        audit.expectAllDone();
        audit.check(run, false, when);
    }

    /** A moment chosen by the seed. */
    int sleepBetween(int minMs, int maxMs) throws InterruptedException {
        int ms = random.nextInt(minMs, maxMs + 1);
        TimeUnit.MILLISECONDS.sleep(ms);
        return ms;
    }

    void endRound(String what) {
        tally.endRound();
        progress.accept(String.format(
                Locale.ROOT,
                "%d/%d: %s; %,d acknowledged, %,d lost, %,d doubled",
                tally.rounds(),
                rounds,
                what,
                tally.acknowledged(),
                tally.lost(),
                tally.doubled()));
    }
}
