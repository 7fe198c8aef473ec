package io.reprise.ingress.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ClientConfigTest {
    private static final ClientConfig DEFAULTS = ClientConfig.of("h", 1);

    @Test
    void shouldHaveDefaults() {
        assertEquals(
                new ClientConfig(
                        "h",
                        1,
                        "",
                        Optional.empty(),
                        Delivery.AT_MOST_ONCE,
                        new ReconnectPolicy(10, 1_000, Integer.MAX_VALUE),
                        256,
                        16 << 20,
                        new ClientTimeouts(30_000, 10_000, 10_000, 0)),
                DEFAULTS);
    }

    @Test
    void shouldChangeOneThingAtATime() {
        ClientConfig changed = DEFAULTS.apiKey("secret")
                .delivery(Delivery.EXACTLY_ONCE)
                .reconnect(ReconnectPolicy.NEVER)
                .maxInFlight(1)
                .maxKeptBytes(64)
                .timeouts(ClientTimeouts.DEFAULT
                        .requestMs(1)
                        .connectMs(2)
                        .closeMs(3)
                        .pingMs(4));

        assertEquals(
                new ClientConfig(
                        "h",
                        1,
                        "secret",
                        Optional.empty(),
                        Delivery.EXACTLY_ONCE,
                        new ReconnectPolicy(1, 1, 0),
                        1,
                        64,
                        new ClientTimeouts(1, 2, 3, 4)),
                changed);
        assertFalse(changed.toString().contains("secret"), changed::toString);
    }

    @Test
    void shouldRefuseWhatIsOutOfRange() {
        for (Runnable wrong : new Runnable[] {
            () -> ClientConfig.of("", 1),
            () -> ClientConfig.of("h", 0),
            () -> ClientConfig.of("h", 65536),
            () -> DEFAULTS.apiKey("k".repeat(65536)),
            () -> DEFAULTS.maxInFlight(0),
            () -> DEFAULTS.maxInFlight(65537),
            () -> DEFAULTS.maxKeptBytes(63),
            () -> ClientTimeouts.DEFAULT.requestMs(0),
            () -> ClientTimeouts.DEFAULT.connectMs(0),
            () -> ClientTimeouts.DEFAULT.closeMs(-1),
            () -> ClientTimeouts.DEFAULT.pingMs(-1),
            () -> new ReconnectPolicy(0, 1, 1),
            () -> new ReconnectPolicy(2, 1, 1),
            () -> new ReconnectPolicy(1, 1, -1),
            () -> Request.of(0, 1, new byte[0]),
            () -> Request.of(1, 65536, new byte[0]),
            () -> Request.of(1, 1, new byte[0]).priority(256),
            () -> Request.of(1, 1, new byte[0]).timeoutMs(-1)
        }) {
            assertThrows(IllegalArgumentException.class, wrong::run);
        }
    }

    @Test
    void shouldWaitLongerFromTryToTryUpToALimit() {
        ReconnectPolicy policy = new ReconnectPolicy(10, 1_000, 100);
        for (int round = 0; round < 100; round++) {
            for (int attempt = 0; attempt < 70; attempt++) {
                long highestMs = attempt < 7 ? 10L << attempt : 1_000;
                long delayMs = policy.delayMs(attempt);
                assertTrue(delayMs >= highestMs / 2 && delayMs <= highestMs, attempt + ": " + delayMs);
            }
        }
        assertEquals(1, new ReconnectPolicy(1, 1, 1).delayMs(5));
    }
}
