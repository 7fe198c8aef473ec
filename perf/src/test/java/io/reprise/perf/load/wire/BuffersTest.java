package io.reprise.perf.load.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.random.XorShift64Star;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuffersTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldWriteEveryByteOnceWhateverTheChannelTakes(long seed) throws IOException {
        XorShift64Star random = new XorShift64Star(seed);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        PickyChannel channel = new PickyChannel(random);
        Outbound outbound = new Outbound(64);
        for (int round = 0; round < 5_000; round++) {
            int length = random.nextInt(100) + 1;
            if (random.nextInt(3) > 0 && outbound.hasRoom(length)) {
                int offset = outbound.claim(length);
                for (int i = 0; i < length; i++) {
                    byte b = (byte) random.nextLong();
                    outbound.buffer().putByte(offset + i, b);
                    expected.write(b);
                }
            } else {
                outbound.write(channel);
            }
        }
        while (!outbound.isEmpty()) {
            outbound.write(channel);
        }

        assertArrayEquals(expected.toByteArray(), channel.taken.toByteArray(), "seed " + seed);
    }

    @Test
    void shouldSayThereIsNoRoomUntilBytesHaveLeft() throws IOException {
        Outbound outbound = new Outbound(64);

        assertTrue(outbound.hasRoom(1_000));
        outbound.claim(60);
        assertFalse(outbound.hasRoom(5));
        assertTrue(outbound.hasRoom(4));
        outbound.write(new PickyChannel(new XorShift64Star(1)));
        assertTrue(outbound.isEmpty() || outbound.hasRoom(5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldKeepWhatIsNotUnderstoodYet(long seed) throws IOException {
        XorShift64Star random = new XorShift64Star(seed);
        CountingChannel channel = new CountingChannel(random);
        Inbound inbound = new Inbound(16);
        long next = 0;
        for (int round = 0; round < 5_000; round++) {
            inbound.read(channel);
            int understood = random.nextInt(4) == 0 ? inbound.limit() : random.nextInt(inbound.limit() + 1) / 2;
            for (int i = 0; i < understood; i++) {
                assertEquals((byte) next++, inbound.buffer().getByte(i), "seed " + seed);
            }
            inbound.consumed(understood);
        }
        for (int i = 0; i < inbound.limit(); i++) {
            assertEquals((byte) next++, inbound.buffer().getByte(i), "seed " + seed);
        }
        assertEquals(channel.given, next);
    }

    /** Takes 0 to 20 bytes at a time. */
    private static final class PickyChannel implements WritableByteChannel {
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final XorShift64Star random;

        PickyChannel(XorShift64Star random) {
            this.random = random;
        }

        @Override
        public int write(ByteBuffer bytes) {
            int count = Math.min(bytes.remaining(), random.nextInt(21));
            for (int i = 0; i < count; i++) {
                taken.write(bytes.get());
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Gives 0 to 20 bytes at a time, each one higher than the one before. */
    private static final class CountingChannel implements ReadableByteChannel {
        private final XorShift64Star random;
        private long given;

        CountingChannel(XorShift64Star random) {
            this.random = random;
        }

        @Override
        public int read(ByteBuffer bytes) {
            int count = Math.min(bytes.remaining(), random.nextInt(21));
            for (int i = 0; i < count; i++) {
                bytes.put((byte) given++);
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
