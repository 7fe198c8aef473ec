package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Syncs that wait for further requests. */
final class GroupedSyncIT {
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 10;

    /** Without a wake-up of its own nobody would sync for a client that waits for its answer. */
    @ParameterizedTest
    @ValueSource(strings = {"inline", "shared", "pipelined"})
    void shouldSyncAGroupOfRequestsAtOnce(String threading) throws Exception {
        try (ServerProcess server =
                ServerProcess.start("--ack", "durable", "--threading", threading, "--sync-delay", "50000")) {
            List<BinaryClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(BinaryClient.connect(server.binary()));
            }
            for (int i = 0; i < REQUESTS; i++) {
                for (BinaryClient client : clients) {
                    client.send(BinaryClient.add(1, 1, 1));
                }
                for (BinaryClient client : clients) {
                    client.readFrame();
                }
            }

            assertEquals(CLIENTS * REQUESTS, clients.get(0).sum(1, 0));
            double syncs = server.metric("reprise_syncs_total");
            assertTrue(syncs >= REQUESTS && syncs < CLIENTS * REQUESTS / 2.0, () -> "syncs: " + syncs);
            for (BinaryClient client : clients) {
                client.close();
            }
            assertEquals(0, server.terminate(), server::stderr);
        }
    }

    @Test
    void shouldNotGroupSyncsThatThereAreNot() throws Exception {
        try (ServerProcess server =
                new ServerProcess.Launch().flags("--sync-delay", "1000").launch()) {
            assertEquals(2, server.awaitExit());
            assertTrue(
                    server.stderr().contains("--sync-delay groups the syncs of --ack durable; with --ack process"),
                    server::stderr);
        }
    }
}
