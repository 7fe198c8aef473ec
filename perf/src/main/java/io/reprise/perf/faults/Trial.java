package io.reprise.perf.faults;

import io.reprise.perf.server.ChildServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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

    /** Clients that wait for nothing but answers, all of them answered once. */
    List<AddLoad> startLoad(ChildServer server) throws IOException, InterruptedException {
        List<AddLoad> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(AddLoad.start(server.address("binary"), random.nextLong()));
        }
        for (AddLoad client : clients) {
            client.awaitFlow();
        }
        return clients;
    }

    /** Waits for the end of all clients and takes over what they saw. */
    static void collect(List<AddLoad> clients, Audit audit) throws InterruptedException {
        for (AddLoad client : clients) {
            audit.remember(client.join());
        }
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
