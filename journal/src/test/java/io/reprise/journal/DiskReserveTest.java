package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.time.SimulatedClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reserve of a run, on a disk that fills up. */
@EnabledOnOs(OS.LINUX)
final class DiskReserveTest {
    private static final long MIB = 1024 * 1024;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    private final TestDisk disk = new TestDisk();
    private final SimulatedClock clock = new SimulatedClock(1_000);
    private final FrameRing ring = new FrameRing(TestDisk.RING_LENGTH, TestDisk.MAX_FRAME_LENGTH);
    private final FrameSequencer sequencer = new FrameSequencer(ring, clock, 0, 0);
    private DiskReserve reserve;
    private RunDirectory run;
    private RunDigests digests;
    private JournalStage stage;

    @TempDir
    private Path temporary;

    @BeforeEach
    void startAStage() {
        run = RunDirectory.create(temporary.resolve("run"), TestRun.manifest("stage"));
        RunManifest.Start start = TestRun.start("0001", AckMode.PROCESS);
        run.addStart(start);
        reserve = disk.reserve(run.path());
        int genesis = RecordLayout.genesis("stage");
        JournalAppender appender =
                new JournalAppender(run.queue(start), AckMode.PROCESS, genesis, genesis, ring.newByteView(), reserve);
        digests = new RunDigests(run, true);
        digests.growAhead(reserve, 0);
        stage = new JournalStage(ring, appender, 0, clock);
    }

    @AfterEach
    void close() {
        reserve.close();
        stage.onClose();
        digests.close();
        run.close();
    }

    @Test
    void shouldRefuseATargetThatTheRingCouldOutgrow() {
        long minimum = DiskReserve.minimum(TestDisk.RING_LENGTH, TestDisk.MAX_FRAME_LENGTH);

        Exception refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new DiskReserve(
                        temporary, minimum - 1, TestDisk.RING_LENGTH, TestDisk.MAX_FRAME_LENGTH, watcher()));

        assertEquals(
                "a disk reserve of 3211263 bytes is too little for an input ring of 1048576 bytes and frames of 65536: "
                        + "it takes 3211264 at least",
                refusal.getMessage());
    }

    @Test
    void shouldRefuseToBeginOnADiskWithoutRoom() {
        Exception refusal = assertThrows(
                StorageFullException.class,
                () -> DiskReserve.requireRoom(
                        temporary, Long.MAX_VALUE / 4, TestDisk.RING_LENGTH, TestDisk.MAX_FRAME_LENGTH));

        assertTrue(refusal.getMessage().startsWith("the disk under " + temporary + " has "), refusal::getMessage);
    }

    @Test
    void shouldSayWhenTheDiskIsFullAndWhenItHasRoomAgain() {
        reserve.start(failure -> disk.events().add(failure.toString()));
        publish(64);
        stage.doWork();
        await(() -> reserve.aheadBytes() >= TestDisk.TARGET);
        disk.free(0);
        write(TestDisk.TARGET);

        assertFalse(stage.hasRoom());
        assertEquals(1, reserve.timesFull());
        disk.free(Long.MAX_VALUE);
        await(reserve::hasRoom);

        assertTrue(reserve.aheadBytes() >= TestDisk.TARGET);
        assertEquals(List.of("full", "room"), disk.events());
    }

    @Test
    void shouldNotStartWithoutItsReserve() {
        disk.free(0);
        publish(64);
        stage.doWork(); // begins the file

        assertThrows(StorageFullException.class, () -> reserve.start(failure -> {}));
    }

    /** Nobody helps the stage here, and a frame may come whenever there is room. */
    @ParameterizedTest(name = "up to {0} bytes a frame, {1} frames a batch")
    @CsvSource({"64, 1", "64, 300", "65536, 1", "65536, 16", "300, 1000000"})
    void shouldHaveRoomForAllThatWasAdmitted(int maxLength, int maxBatch) {
        Random random = new Random(maxLength + maxBatch);
        disk.free((long) (random.nextDouble() * 4 * MIB));
        while (reserve.hasRoom()) {
            int batch = 1 + random.nextInt(maxBatch);
            while (batch-- > 0 && reserve.hasRoom() && claim(64 + random.nextInt(maxLength - 63))) {
                sequencer.publish();
            }
            stage.doWork();
        }
        while (claim(64)) {
            sequencer.publish(); // all that the ring can hold, admitted before it was known
        }
        long left = reserve.aheadBytes();
        while (stage.doWork() > 0) {
            // a batch is 512 frames
        }

        assertTrue(left - reserve.aheadBytes() >= TestDisk.RING_LENGTH / 2, "the ring was not full");
        assertTrue(reserve.aheadBytes() >= MIB, () -> "left " + reserve.aheadBytes());
        assertEquals(sequencer.sequence(), stage.safeSequence());
    }

    private void write(long bytes) {
        for (long written = 0; written < bytes; written += 1024) {
            publish(1024);
            stage.doWork();
        }
    }

    private void publish(int length) {
        assertTrue(claim(length));
        sequencer.publish();
    }

    private boolean claim(int length) {
        sequencer.startBatch();
        var frame = sequencer.claim(length);
        if (frame == null) {
            return false;
        }
        frame.init(FrameKind.REQUEST, length - FrameLayout.HEADER_LENGTH);
        sequencer.commit();
        return true;
    }

    private static DiskReserve.Watcher watcher() {
        return new DiskReserve.Watcher() {
            @Override
            public void onFull(String why) {}

            @Override
            public void onRoom() {}
        };
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "waited in vain");
            LockSupport.parkNanos(1_000_000);
        }
    }
}
