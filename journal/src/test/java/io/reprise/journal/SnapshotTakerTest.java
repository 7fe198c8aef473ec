package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.machine.MachineProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of a kernel that goes on. */
final class SnapshotTakerTest {
    private static final List<MachineProvider> ECHO = List.of(new EchoProvider());
    private static final int KEYS = 200_000;

    @TempDir
    private Path temporary;

    /** Every snapshot, with the journal behind it, ends in the same state as all of the journal. */
    @Test
    void shouldWriteTheStateAtTheMarkWhileTheEngineGoesOn() {
        Path path = temporary.resolve("run");
        Random random = new Random(1);
        List<Long> marks = new ArrayList<>();
        StateLog.Entry recorded;
        try (InlineKernel kernel = InlineKernel.withEcho(path)) {
            for (int snapshot = 0; snapshot < 5; snapshot++) {
                addAnywhere(kernel, random, 10_000);
                long mark = kernel.mark();
                marks.add(mark);
                while (kernel.snapshots().finishedSequence() < mark) {
                    addAnywhere(kernel, random, 10);
                }
            }
            addAnywhere(kernel, random, 100);
            recorded = kernel.stop();
            assertEquals(5, kernel.snapshots().taken(), () -> kernel.log().toString());
            assertTrue(kernel.snapshots().pauses().interval().getTotalCount() > 5);
        }

        try (RunDirectory run = RunDirectory.open(path)) {
            List<Path> files = Snapshot.newestFirst(run);
            assertEquals(marks.size(), files.size());
            for (Path file : files) {
                Snapshot snapshot = Snapshot.read(run, file);
                snapshot.verify();
                assertTrue(marks.contains(snapshot.sequence()));
                assertGoesOn(run, snapshot, recorded);
            }
            assertGoesOn(run, null, recorded);
        }
    }

    @Test
    void shouldFinishTheSnapshotUnderWayWhenTheRunIsClosed() {
        Path path = temporary.resolve("run");
        long mark;
        try (InlineKernel kernel = InlineKernel.withEcho(path)) {
            addAnywhere(kernel, new Random(1), 5_000);
            mark = kernel.mark();
        }
        try (RunDirectory run = RunDirectory.open(path)) {
            Snapshot snapshot = Snapshot.read(run, Snapshot.newestFirst(run).get(0));
            assertEquals(mark, snapshot.sequence());
            snapshot.verify();
        }
    }

    @Test
    void shouldGoOnWithoutASnapshotThatCannotBeWritten() throws IOException {
        Path path = temporary.resolve("run");
        try (InlineKernel kernel = InlineKernel.withEcho(path)) {
            Files.writeString(path.resolve("snapshots"), "where the directory would be");
            addAnywhere(kernel, new Random(1), 100);
            awaitFinished(kernel, kernel.mark());
            addAnywhere(kernel, new Random(2), 100);
            assertEquals(1, kernel.snapshots().failed());
            assertTrue(
                    kernel.log().get(0).startsWith("the snapshot at sequence 101 failed: cannot write"),
                    () -> kernel.log().toString());

            Files.delete(path.resolve("snapshots"));
            awaitFinished(kernel, kernel.mark());
            assertEquals(1, kernel.snapshots().taken(), () -> kernel.log().toString());
        }
        try (RunDirectory run = RunDirectory.open(path)) {
            assertGoesOn(run, Snapshot.read(run, Snapshot.newestFirst(run).get(0)), null);
        }
    }

    private static void awaitFinished(InlineKernel kernel, long mark) {
        while (kernel.snapshots().finishedSequence() < mark) {
            kernel.turn();
            LockSupport.parkNanos(1);
        }
    }

    private static void addAnywhere(InlineKernel kernel, Random random, int count) {
        for (int i = 0; i < count; i++) {
            kernel.add(1, random.nextInt(KEYS), random.nextInt());
        }
    }

    private static void assertGoesOn(RunDirectory run, Snapshot snapshot, StateLog.Entry recorded) {
        try (RunDigests digests = new RunDigests(run, false);
                Playback playback = new Playback(run, ECHO, digests, snapshot)) {
            while (playback.step(1_000) > 0) {
                assertFalse(playback.diverged());
            }
            if (recorded != null) {
                assertEquals(recorded, playback.state());
            }
        }
    }
}
