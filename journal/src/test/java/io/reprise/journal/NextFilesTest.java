package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files made before a queue needs them, and that Chronicle takes them. */
@EnabledOnOs(OS.LINUX)
final class NextFilesTest {
    private static final long DAY_MS = 86_400_000;
    private static final int NOVEMBER_20 = 20_777;
    private static final String LATER = ".precreated";

    private final AtomicLong timeMs = new AtomicLong(NOVEMBER_20 * DAY_MS + 1);
    private final TestDisk disk = new TestDisk();

    @TempDir
    private Path directory;

    @Test
    void shouldMakeTodaysAndTomorrowsFile() throws IOException {
        NextFiles next = new NextFiles(directory, timeMs::get, disk::allocate, 100);
        next.keepUp();
        assertEquals(List.of("20261120F" + LATER, "20261121F" + LATER), names());

        timeMs.addAndGet(3 * DAY_MS);
        next.keepUp();
        assertEquals(List.of("20261123F" + LATER, "20261124F" + LATER), names());

        next.close();
        assertEquals(List.of(), names());
    }

    @Test
    void shouldMakeOnlyTomorrowsFileWhenTodaysIsInUse() throws IOException {
        NextFiles next = new NextFiles(directory, timeMs::get, disk::allocate, 100);
        next.begun(NOVEMBER_20);

        next.keepUp();

        assertEquals(List.of("20261121F" + LATER), names());
    }

    @Test
    void shouldLeaveNoFileThatHasNoBlocks() {
        disk.free(150);
        NextFiles next = new NextFiles(directory, timeMs::get, disk::allocate, 100);

        assertThrows(StorageFullException.class, next::keepUp);

        assertEquals(List.of("20261120F" + LATER), names());
    }

    @Test
    void shouldBeTakenByTheQueueDayByDay() throws IOException {
        DiskReserve reserve = disk.reserve(directory);
        try (TestRun run = TestRun.create(directory.resolve("run"), new Random(1))) {
            run.start(queue -> reserve.journal(queue, run.time()));
            Path queue =
                    run.directory().queue(run.directory().manifest().starts().get(0));
            TreeMap<String, Object> made = inodes(queue);

            run.batch(100).sync().nextDay().batch(100).sync();

            assertEquals(2, made.size());
            TreeMap<String, Object> taken = inodes(queue);
            made.forEach((name, inode) -> assertEquals(inode, taken.get(name.replace(LATER, ".cq4"))));
            run.stop();
            assertEquals(
                    run.written(), Reading.of(run.directory(), TestRun.BOOT).frames());
        }
    }

    private static TreeMap<String, Object> inodes(Path queue) throws IOException {
        TreeMap<String, Object> inodes = new TreeMap<>();
        try (Stream<Path> files = Files.list(queue)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(LATER) || file.toString().endsWith(".cq4")) {
                    inodes.put(file.getFileName().toString(), Files.getAttribute(file, "unix:ino"));
                }
            }
        }
        return inodes;
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
