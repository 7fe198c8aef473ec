package io.reprise.ingress.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class KeyRingTest {
    private static final Map<String, Integer> SERVICES = Map.of("echo", 1, "llm", 2);
    private static final long NOW_MS = 1_000_000;
    private static final int ECHO = 1;
    private static final int LLM = 2;
    private static final int UNHEARD_OF = 60_000;

    private final ApiKey ci = ApiKey.create("ci");
    private final ApiKey ops = ApiKey.create("ops");

    @Test
    void shouldGiveEachKeyItsScopes() {
        KeyRing keys = ring(entry(ci, "echo"), entry(ops, "*"));

        assertScopes(keys.access(ci.text(), NOW_MS), true, false, false, false);
        assertScopes(keys.access(ops.text(), NOW_MS), true, true, true, true);
    }

    @Test
    void shouldShowMetricsToTheirScope() {
        assertScopes(ring(entry(ci, "metrics")).access(ci.text(), NOW_MS), false, false, false, true);
    }

    @Test
    void shouldRefuseWhatIsNotAKeyOfItsOwn() {
        KeyRing keys = ring(entry(ci, "*"));

        for (String wrong : List.of(
                "ci",
                "ci.",
                "." + ci.secret(),
                "ci." + ops.secret(),
                "ops." + ci.secret(),
                ci.text() + "A",
                " .x",
                "ci.x".repeat(100))) {
            Access access = keys.access(wrong, NOW_MS);
            assertEquals("this key is not known here", access.refusal(), wrong);
            assertScopes(access, false, false, false, false);
        }
        assertTrue(keys.access("", NOW_MS).refusal().startsWith("this server wants a key"));
    }

    @Test
    void shouldEndAKeyThatExpires() {
        KeyEntry entry = new KeyEntry(
                "ci", entry(ci, "*").hash(), new TreeSet<>(Set.of("*")), Instant.ofEpochMilli(NOW_MS + 1), false);
        KeyRing keys = ring(entry);
        Access open = keys.access(ci.text(), NOW_MS);

        assertNull(open.refusal());
        keys.expire(NOW_MS + 1);
        assertEquals("key ci expired at 1970-01-01T00:16:40.001Z", open.refusal());
        assertScopes(open, false, false, false, false);
        assertEquals(open.refusal(), keys.access(ci.text(), NOW_MS + 1).refusal());
    }

    @Test
    void shouldChangeWhatOpenConnectionsMayDo() {
        KeyRing keys = ring(entry(ci, "echo"), entry(ops, "*"));
        Access ciAccess = keys.access(ci.text(), NOW_MS);
        Access opsAccess = keys.access(ops.text(), NOW_MS);

        keys.replace(List.of(entry(ci, "llm"), entry(ops, "*").revoke()), NOW_MS);
        assertScopes(ciAccess, false, true, false, false);
        assertEquals("key ops was revoked", opsAccess.refusal());
        assertScopes(opsAccess, false, false, false, false);

        keys.replace(List.of(entry(ops, "echo")), NOW_MS);
        assertEquals("key ci is no longer taken", ciAccess.refusal());
        assertScopes(ciAccess, false, false, false, false);
        assertNull(opsAccess.refusal());
        assertScopes(opsAccess, true, false, false, false);
    }

    @Test
    void shouldEndTheOldSecretOfAnId() {
        KeyRing keys = ring(entry(ci, "*"));
        Access old = keys.access(ci.text(), NOW_MS);
        ApiKey next = ApiKey.create("ci");

        keys.replace(List.of(entry(next, "*")), NOW_MS);

        assertEquals("key ci is no longer taken", old.refusal());
        assertEquals(
                "this key is not known here", keys.access(ci.text(), NOW_MS).refusal());
        assertNull(keys.access(next.text(), NOW_MS).refusal());
        assertEquals(old.ownerId(), keys.access(next.text(), NOW_MS).ownerId());
    }

    @Test
    void shouldTellOwnersApart() {
        KeyRing keys = ring(entry(ci, "*"), entry(ops, "*"));

        assertSame(keys.access(ci.text(), NOW_MS), keys.access(ci.text(), NOW_MS));
        assertNotEquals(
                keys.access(ci.text(), NOW_MS).ownerId(),
                keys.access(ops.text(), NOW_MS).ownerId());
        assertTrue(keys.access(ci.text(), NOW_MS).ownerId() > 0);
        assertEquals(0, KeyRing.open().withoutKey().ownerId());
    }

    @Test
    void shouldLetEverybodyInWithoutKeys() {
        assertScopes(KeyRing.open().access("", NOW_MS), true, true, true, true);
        assertScopes(KeyRing.open().access("any.thing", NOW_MS), true, true, true, true);
    }

    @Test
    void shouldNeverShowASecret() {
        assertFalse(ci.toString().contains(ci.secret()));
        assertFalse(entry(ci, "*").toString().contains(ci.secret()));
        assertEquals(43, ci.secret().length()); // 256 bits
    }

    private static KeyRing ring(KeyEntry... entries) {
        return KeyRing.of(List.of(entries), SERVICES, NOW_MS);
    }

    private static KeyEntry entry(ApiKey key, String... scopes) {
        return KeyEntry.of(key, new TreeSet<>(List.of(scopes)), Instant.MAX);
    }

    private static void assertScopes(Access access, boolean echo, boolean llm, boolean unheardOf, boolean metrics) {
        assertEquals(echo, access.allows(ECHO));
        assertEquals(llm, access.allows(LLM));
        assertEquals(unheardOf, access.allows(UNHEARD_OF));
        assertEquals(metrics, access.allowsMetrics());
    }
}
