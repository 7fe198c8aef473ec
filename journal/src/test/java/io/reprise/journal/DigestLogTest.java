package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.agrona.collections.Long2LongHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Digests by sequence, in blocks of 131,072. */
final class DigestLogTest {
    private static final long PER_BLOCK = 131_072;

    @TempDir
    private Path temporary;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = temporary.resolve("digests.bin");
    }

    @Test
    void shouldKeepADigestPerSequence() {
        Random random = new Random(51);
        Long2LongHashMap expected = new Long2LongHashMap(0);
        try (DigestLog log = new DigestLog(file, true)) {
            for (int i = 0; i < 20_000; i++) {
                long sequence = 1L + random.nextInt((int) (4 * PER_BLOCK));
                long digest = random.nextLong() | 1;
                log.put(sequence, digest);
                expected.put(sequence, digest);
            }
        }
        try (DigestLog log = new DigestLog(file, false)) {
            for (long sequence = 1; sequence <= 5 * PER_BLOCK; sequence++) {
                assertEquals(expected.get(sequence), log.get(sequence), "sequence " + sequence);
            }
        }
    }

    @Test
    void shouldPutSequencesWhereTheDocumentSays() throws IOException {
        try (DigestLog log = new DigestLog(file, true)) {
            log.put(1, 0x0102030405060708L);
            log.put(PER_BLOCK, 0x1112131415161718L);
            log.put(PER_BLOCK + 1, 0x2122232425262728L);
        }
        byte[] bytes = Files.readAllBytes(file);

        assertEquals(2 * PER_BLOCK * Long.BYTES, bytes.length);
        assertEquals(8, bytes[0]); // little-endian
        assertEquals(0x18, bytes[(int) (PER_BLOCK - 1) * Long.BYTES]);
        assertEquals(0x28, bytes[(int) PER_BLOCK * Long.BYTES]);
    }

    @Test
    void shouldForgetWhatIsBehindASequence() {
        try (DigestLog log = new DigestLog(file, true)) {
            for (long sequence = 1; sequence <= PER_BLOCK + 10; sequence++) {
                log.put(sequence, sequence);
            }
            for (long kept : new long[] {PER_BLOCK + 5, PER_BLOCK, PER_BLOCK - 1, 1, 0}) {
                log.truncate(kept);

                for (long sequence = Math.max(1, kept - 2); sequence <= PER_BLOCK + 10; sequence++) {
                    assertEquals(sequence <= kept ? sequence : 0, log.get(sequence), "of " + kept + " kept");
                }
            }
        }
    }

    @Test
    void shouldReadNothingBehindAFileThatWasCutShort() throws IOException {
        try (DigestLog log = new DigestLog(file, true)) {
            log.put(1, 11);
            log.put(PER_BLOCK + 1, 22);
        }
        Disk.truncate(file, PER_BLOCK * Long.BYTES + 100);

        try (DigestLog log = new DigestLog(file, false)) {
            assertEquals(11, log.get(1));
            assertEquals(22, log.get(PER_BLOCK + 1));
            assertEquals(0, log.get(PER_BLOCK + 13)); // half of it is there
            assertEquals(0, log.get(PER_BLOCK + 100));
        }
    }

    @Test
    void shouldSayWhichFileCannotBeRead() {
        UncheckedIOException failure =
                assertThrows(UncheckedIOException.class, () -> new DigestLog(file, false).close());

        assertEquals("cannot open " + file, failure.getMessage());
    }
}
