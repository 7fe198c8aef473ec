package io.reprise.replay.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.session.Sessions;
import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout.Field;
import io.reprise.kernel.state.StateStore;
import io.reprise.kernel.time.TimerQueue;
import org.junit.jupiter.api.Test;

/** Records with their names, and bytes without. */
final class RegionTextTest {
    private final StateStore store = new StateStore("test");

    @Test
    void shouldShowTheRecordOfAKey() {
        LongTable table = new LongTable(store, "counters", 10, 16, Field.i64("sum", 0), Field.hash("seed", 8));
        int value = table.findOrAdd(42);
        table.region().putLong(value, -5);
        table.region().putLong(value + 8, 0xABCL);

        assertEquals(
                "{\"region\":\"counters\",\"offset\":" + (value - 8) + ",\"record\":" + (value - 8 - 64) / 24
                        + ",\"used\":true,\"fields\":{\"key\":42,\"sum\":-5,\"seed\":\"0x0000000000000abc\"}}",
                RegionText.recordOfKey(table.region(), 42).toString());
        for (int at = value - 8; at < value + 16; at++) {
            assertEquals(value - 8, RegionText.recordOffset(table.region(), at));
            assertEquals(RegionText.recordOfKey(table.region(), 42), RegionText.record(table.region(), at));
        }
        assertNull(RegionText.recordOfKey(table.region(), 43));
        assertNull(RegionText.recordOfKey(table.region(), 0));
    }

    @Test
    void shouldShowRecordsInUseAndNoOthers() {
        LongTable table = new LongTable(store, "table", 10, 8, Field.i64("value", 0));
        for (long key = 0; key < 5; key++) {
            table.region().putLong(table.findOrAdd(key), key * key);
        }
        table.remove(3);

        assertEquals(4, RegionText.used(table.region(), 100).size());
        assertEquals(2, RegionText.used(table.region(), 2).size());
        RegionText.used(table.region(), 100).forEach(node -> {
            long key = node.at("/fields/key").asLong();
            assertTrue(node.get("used").asBoolean());
            assertEquals(key * key, node.at("/fields/value").asLong());
        });
        assertEquals(
                "{\"region\":\"table\",\"offset\":0,\"header\":true,\"fields\":{\"count\":4,\"zeroUsed\":1}}",
                RegionText.record(table.region(), 63).toString());
    }

    @Test
    void shouldShowWhatNobodyNamedAsWords() {
        LongTable table = new LongTable(store, "table", 10, 24, Field.i64("first", 0));
        table.region().putLong(table.findOrAdd(7) + 16, 255);
        Region plain = store.region("plain", 4096);
        plain.putLong(136, 1);

        assertEquals(
                "{\"key\":7,\"first\":0,\"@24\":\"0x00000000000000ff\"}",
                RegionText.recordOfKey(table.region(), 7).get("fields").toString());
        assertEquals(128, RegionText.recordOffset(plain, 143));
        assertEquals(1, RegionText.used(plain, 10).size());
        assertEquals(
                "0x0000000000000001",
                RegionText.used(plain, 10).get(0).at("/words/@8").asText());
        assertNull(RegionText.recordOfKey(plain, 1));
    }

    @Test
    void shouldShowTimers() {
        TimerQueue timers = new TimerQueue(store, 8);
        timers.schedule(3_000_000_000L, 2, 30);
        long second = timers.schedule(1_500_000_000L, 1, 15);
        Region heap = store.regions().get(0);

        assertEquals(2, RegionText.used(heap, 10).size());
        assertEquals(
                "{\"deadlineNs\":\"1970-01-01T00:00:01.500Z\",\"timerId\":2,\"data\":15,\"service\":1}",
                RegionText.recordOfKey(heap, second).get("fields").toString());
        timers.cancel(second);
        assertNull(RegionText.recordOfKey(heap, second));
    }

    @Test
    void shouldShowSessionsWithTheRequestsTheyKnow() {
        Sessions sessions = new Sessions(store, 4, 8, 1_000, 4096);
        sessions.open(77, 5, 1_000_000_000L);
        sessions.look(77, 9);
        sessions.executed(9, 123, 2_000_000_000L, 0);
        Region records = store.regions().get(1);

        assertEquals(
                "{\"sessionId\":77,\"owner\":5,\"lastUsedNs\":\"1970-01-01T00:00:02Z\",\"highestId\":9,\"slots\":"
                        + "[{\"index\":1,\"correlationId\":9,\"sequence\":123,\"block\":0,\"length\":0}]}",
                RegionText.recordOfKey(records, 77).get("fields").toString());
        assertEquals(1, RegionText.used(records, 10).size());
    }

    @Test
    void shouldRefuseAnOffsetOutside() {
        Region region = store.region("plain", 4096);

        assertThrows(IndexOutOfBoundsException.class, () -> RegionText.record(region, 4096));
        assertThrows(IndexOutOfBoundsException.class, () -> RegionText.record(region, -1));
    }
}
