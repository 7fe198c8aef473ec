package io.reprise.kernel.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StateStoreTest {
    @Test
    void shouldKeepRegionsInTheOrderTheyWereAskedFor() {
        StateStore store = store("owner", "b", "a", "c");

        assertEquals(
                List.of("b", "a", "c"),
                store.regions().stream().map(Region::name).toList());
    }

    @Test
    void shouldRefuseTwoRegionsOfOneName() {
        StateStore store = store("echo", "counters");

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> store.region("counters", 100));

        assertEquals("echo has two regions named counters", refusal.getMessage());
        assertEquals(1, store.regions().size());
    }

    @Test
    void shouldCoverBytesNamesAndOrderWithItsHash() {
        long hash = store("owner", "a", "b").hash();

        assertEquals(hash, store("owner", "a", "b").hash());
        assertNotEquals(hash, store("other", "a", "b").hash());
        assertNotEquals(hash, store("owner", "b", "a").hash());
        assertNotEquals(hash, store("owner", "a").hash());

        StateStore changed = store("owner", "a", "b");
        changed.regions().get(1).putInt(4000, 1);
        assertNotEquals(hash, changed.hash());
    }

    @Test
    void shouldTellRegionsWithSwappedBytesApart() {
        StateStore first = store("owner", "a", "b");
        StateStore second = store("owner", "a", "b");
        first.regions().get(0).putInt(0, 1);
        second.regions().get(1).putInt(0, 1);

        assertNotEquals(first.hash(), second.hash());
    }

    private static StateStore store(String owner, String... regions) {
        StateStore store = new StateStore(owner);
        for (String region : regions) {
            store.region(region, 100);
        }
        return store;
    }
}
