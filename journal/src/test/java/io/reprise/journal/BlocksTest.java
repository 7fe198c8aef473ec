package io.reprise.journal;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Blocks of a real file system, as {@code stat} counts them. */
@EnabledOnOs(OS.LINUX)
final class BlocksTest {
    private static final int MIB = 1024 * 1024;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void makeASparseFile() throws IOException {
        file = directory.resolve("file");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(8 * MIB);
        }
    }

    @Test
    void shouldAllocateWithinAFileAndBehindItsEndWithoutChangingIt() throws Exception {
        Blocks.allocate(file, 0, 2 * MIB);
        Blocks.allocate(file, 7 * MIB, 2 * MIB);

        assertEquals(8 * MIB, Files.size(file));
        assertTrue(allocated() >= 4 * MIB, () -> "allocated " + allocated());
        assertArrayEquals(new byte[8 * MIB], Files.readAllBytes(file));
    }

    @Test
    void shouldGrowAFileByZeros() throws IOException {
        Blocks.grow(file, 8 * MIB, MIB);

        assertEquals(9 * MIB, Files.size(file));
        assertArrayEquals(new byte[9 * MIB], Files.readAllBytes(file));
        assertTrue(allocated() >= MIB);
    }

    @Test
    void shouldGiveBackTheZerosAtTheEnd() throws IOException {
        Blocks.allocate(file, 0, 9 * MIB);
        write(3 * MIB, "written");
        byte[] before = Files.readAllBytes(file);
        assertTrue(allocated() >= 8 * MIB);

        Blocks.releaseZeros(file);

        assertArrayEquals(before, Files.readAllBytes(file));
        assertTrue(allocated() <= 4 * MIB, () -> "still allocated: " + allocated());
    }

    @Test
    void shouldFindTheHoleBehindWhatWasWritten() throws IOException {
        assertEquals(0, Blocks.lastHole(file, 8 * MIB));

        write(3 * MIB, "written");
        assertHoleWithin(3 * MIB);

        Blocks.allocate(file, 0, 8 * MIB); // not written to yet, and so zeros as well
        storeMapped(5 * MIB);
        long hole = Blocks.lastHole(file, 8 * MIB); // a file system may take pages in memory for data
        assertTrue(hole > 5 * MIB, () -> "hole at " + hole);

        write(8 * MIB - 1, "w");
        assertEquals(8 * MIB, Blocks.lastHole(file, 8 * MIB));
    }

    private void assertHoleWithin(long lastByte) {
        long hole = Blocks.lastHole(file, 8 * MIB);
        assertTrue(hole > lastByte && hole <= lastByte + MIB, () -> "hole at " + hole);
    }

    private void storeMapped(int offset) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, offset, MIB);
            mapped.put(0, (byte) 1);
        }
    }

    @Test
    void shouldGiveBackAllOfAFileOfZeros() throws IOException {
        Blocks.allocate(file, 0, 8 * MIB);

        Blocks.releaseZeros(file);

        assertEquals(0, allocated());
        assertEquals(8 * MIB, Files.size(file));
    }

    @Test
    void shouldSayWhichFileCannotBeOpened() {
        Path missing = directory.resolve("missing");

        IOException failure = assertThrows(IOException.class, () -> Blocks.allocate(missing, 0, 1));

        assertEquals("cannot open " + missing + ": No such file or directory", failure.getMessage());
    }

    @Test
    void shouldTellAFullDiskFromADamagedOne() {
        assertTrue(Disk.failure("x", new IOException("No space left on device")) instanceof StorageFullException);
        assertTrue(Disk.failure("x", new IOException("Input/output error")) instanceof StorageFailedException);
    }

    private void write(long position, String text) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(position);
            open.write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private long allocated() {
        try {
            Process stat = new ProcessBuilder("stat", "-c", "%b %B", file.toString()).start();
            String[] words = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            return Arrays.stream(words).mapToLong(Long::parseLong).reduce(1, (a, b) -> a * b);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
