package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.time.SimulatedClock;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the hot path allocates on the heap, counted by the JVM for this thread. */
final class AllocationTest {
    private static final int EVENTS = 1_000_000;
    private static final int BATCH = 100;
    private static final int WARM_UP_BATCHES = 5_000;
    private static final double BYTES_PER_EVENT_MAX = 0.05;
    private static final int MIB = 1024 * 1024;

    @TempDir
    private Path temporary;

    @Test
    void shouldAllocateNothingPerJournaledFrame() {
        SimulatedClock clock = new SimulatedClock(1);
        FrameRing ring = new FrameRing(8 * MIB, MIB);
        FrameSequencer sequencer = new FrameSequencer(ring, clock, 0, 0);
        JournalAppender appender =
                new JournalAppender(temporary.resolve("queue"), AckMode.PROCESS, 0, ring.newByteView());
        JournalStage stage = new JournalStage(ring, appender, 0, clock);
        Runnable batch = () -> {
            sequencer.startBatch();
            for (int i = 0; i < BATCH; i++) {
                sequencer
                        .claim(96)
                        .init(FrameKind.REQUEST, 96 - FrameLayout.HEADER_LENGTH)
                        .correlationId(i);
                sequencer.commit();
            }
            sequencer.publish();
            stage.doWork();
        };
        repeat(batch, WARM_UP_BATCHES);

        long bytes = bytesAllocatedBy(() -> repeat(batch, EVENTS / BATCH));

        assertEquals((long) WARM_UP_BATCHES * BATCH + EVENTS, stage.safeSequence());
        stage.onClose();
        assertFew(bytes);
    }

    /** From the ring to behind the reply gate, several blocks of the digest log included. */
    @Test
    void shouldAllocateNothingPerAnsweredRequest() {
        try (InlineKernel kernel = InlineKernel.withEcho(temporary.resolve("run"))) {
            Runnable batch = () -> kernel.add(BATCH, kernel.sequence() % 1_000, 3);
            repeat(batch, WARM_UP_BATCHES);

            long bytes = bytesAllocatedBy(() -> repeat(batch, EVENTS / BATCH));

            assertEquals((long) WARM_UP_BATCHES * BATCH + EVENTS, kernel.answers());
            kernel.stop();
            assertFew(bytes);
        }
    }

    private static void repeat(Runnable batch, int times) {
        for (int i = 0; i < times; i++) {
            batch.run();
        }
    }

    private static long bytesAllocatedBy(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        work.run();
        return threads.getThreadAllocatedBytes(thread) - before;
    }

    private static void assertFew(long bytes) {
        double perEvent = bytes / (double) EVENTS;
        assertTrue(perEvent < BYTES_PER_EVENT_MAX, () -> perEvent + " bytes per event, " + bytes + " in all");
    }
}
