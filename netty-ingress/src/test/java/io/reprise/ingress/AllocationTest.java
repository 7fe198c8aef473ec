package io.reprise.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.reprise.ingress.connection.IngressLimits;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The binary path makes garbage per batch at most, never per frame. */
final class AllocationTest {
    private static final int FRAMES = 1000;
    private static final int ROUNDS = 50;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private ResourceLeakDetector.Level level;

    @BeforeEach
    void setLevel() {
        level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED); // a leak record is garbage too
    }

    @AfterEach
    void resetLevel() {
        ResourceLeakDetector.setLevel(level);
    }

    @Test
    void shouldAllocateNothingPerFrame() {
        IngressLimits limits = IngressLimits.of(TestEdge.MAX_FRAME_LENGTH, 2 * FRAMES, 8, 100);
        byte[] batch = Wire.join(
                IntStream.range(0, FRAMES).mapToObj(i -> Wire.echo(i, 16)).toArray(byte[][]::new));
        ByteBuf bytes = Unpooled.directBuffer(batch.length).writeBytes(batch);
        try (EmbeddedEdge edge = EmbeddedEdge.binary(limits)) {
            edge.receive(Wire.hello());
            round(edge, bytes);
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                round(edge, bytes);
            }
            double perFrame = (threads.getCurrentThreadAllocatedBytes() - before) / (double) (ROUNDS * FRAMES);

            assertTrue(perFrame < 4, "bytes of garbage per frame: " + perFrame);
        } finally {
            bytes.release();
        }
    }

    private static void round(EmbeddedEdge edge, ByteBuf bytes) {
        edge.pass(bytes.retain());
        assertEquals(bytes.writerIndex(), edge.drop());
        bytes.readerIndex(0);
    }
}
