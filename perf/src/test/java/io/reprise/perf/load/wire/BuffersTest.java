package io.reprise.perf.load.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reprise.kernel.random.XorShift64Star;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuffersTest {
    private final ByteBuf bytes = Unpooled.buffer();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldWriteEveryByteOnce(long seed) {
        XorShift64Star random = new XorShift64Star(seed);
        Outbound outbound = new Outbound(64);
        long next = 0;
        long written = 0;
        for (int round = 0; round < 5_000; round++) {
            int length = random.nextInt(100) + 1;
            if (random.nextInt(3) > 0 && outbound.hasRoom(length)) {
                int offset = outbound.claim(length);
                for (int i = 0; i < length; i++) {
                    outbound.buffer().putByte(offset + i, (byte) next++);
                }
            } else {
                outbound.write(bytes.clear());
                while (bytes.isReadable()) {
                    assertEquals((byte) written++, bytes.readByte(), "seed " + seed);
                }
            }
        }
        assertEquals(next, written + outbound.length());
    }

    @Test
    void shouldSayThereIsNoRoomUntilBytesHaveLeft() {
        Outbound outbound = new Outbound(64);

        assertTrue(outbound.hasRoom(1_000));
        outbound.claim(60);
        assertFalse(outbound.hasRoom(5));
        assertTrue(outbound.hasRoom(4));
        outbound.write(bytes);
        assertTrue(outbound.hasRoom(5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldKeepWhatIsNotUnderstoodYet(long seed) {
        XorShift64Star random = new XorShift64Star(seed);
        Inbound inbound = new Inbound(16);
        long given = 0;
        long next = 0;
        for (int round = 0; round < 5_000; round++) {
            bytes.clear();
            for (int i = random.nextInt(21); i > 0; i--) {
                bytes.writeByte((byte) given++);
            }
            inbound.add(bytes);
            int understood = random.nextInt(4) == 0 ? inbound.limit() : random.nextInt(inbound.limit() + 1) / 2;
            for (int i = 0; i < understood; i++) {
                assertEquals((byte) next++, inbound.buffer().getByte(i), "seed " + seed);
            }
            inbound.consumed(understood);
        }
        assertEquals(given, next + inbound.limit());
    }
}
