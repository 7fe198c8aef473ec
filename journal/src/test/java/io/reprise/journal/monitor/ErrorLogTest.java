package io.reprise.journal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.RunUnusableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ErrorLogTest {
    @TempDir
    Path run;

    @Test
    void shouldKeepAnErrorOnceAndCountIt() {
        try (ErrorLog log = new ErrorLog(run, ErrorLog.DEFAULT_LENGTH)) {
            for (int i = 0; i < 3; i++) {
                log.onError(planted("one"));
            }
            log.note("a tail was dropped");
            log.note("a tail was dropped");

            Errors errors = Errors.read(Errors.file(run)); // while it is being written
            assertEquals(2, errors.errors().size());
            assertEquals(3, errors.errors().get(0).count());
            assertTrue(errors.errors().get(0).text().contains("IllegalStateException: one"));
            assertTrue(errors.errors().get(0).text().contains("at " + ErrorLogTest.class.getName()));
            assertTrue(
                    errors.errors().get(0).firstMs() <= errors.errors().get(0).lastMs());
            assertEquals(2, errors.errors().get(1).count());
            assertEquals("a tail was dropped", errors.errors().get(1).text());
            assertEquals(5, log.observed());
        }
    }

    @Test
    void shouldCountWhatFindsNoRoom() {
        try (ErrorLog log = new ErrorLog(run, ErrorLog.MIN_LENGTH)) {
            for (int i = 0; i < 1_000; i++) {
                log.note("distinct notice number " + i + " ".repeat(100));
            }
            Errors errors = Errors.read(Errors.file(run));
            assertTrue(errors.errors().size() > 5, errors::toString);
            assertEquals(1_000, errors.errors().size() + errors.leftOut());
            assertEquals(errors.leftOut(), log.leftOut());
        }
    }

    @Test
    void shouldKeepTheLogOfAnEarlierStartWhenThereIsSomethingInIt() {
        try (ErrorLog log = new ErrorLog(run, ErrorLog.MIN_LENGTH)) {
            log.note("of the first start");
        }
        new ErrorLog(run, ErrorLog.MIN_LENGTH).close();
        new ErrorLog(run, ErrorLog.MIN_LENGTH).close();

        List<Path> files = Errors.files(run);
        assertEquals(2, files.size(), files::toString);
        assertEquals(
                "of the first start", Errors.read(files.get(0)).errors().get(0).text());
        assertTrue(Errors.read(files.get(1)).isEmpty());
    }

    @Test
    void shouldPrintNoControlCharacters() {
        try (ErrorLog log = new ErrorLog(run, ErrorLog.MIN_LENGTH)) {
            log.note("escape \u001B[2J bell \u0007 tab \t end");
        }
        assertEquals(
                "escape ?[2J bell ? tab \t end",
                Errors.read(Errors.file(run)).errors().get(0).text());
    }

    @Test
    void shouldSayThatThereIsNothing() {
        assertTrue(assertThrows(RunUnusableException.class, () -> Errors.files(run))
                .getMessage()
                .contains("has no error log"));
    }

    @Test
    void shouldSurviveAnyBytes() throws IOException {
        try (ErrorLog log = new ErrorLog(run, ErrorLog.MIN_LENGTH)) {
            for (int i = 0; i < 20; i++) {
                log.note("notice " + i);
            }
        }
        Path file = Errors.file(run);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(12);
        int refused = 0;
        for (int round = 0; round < 3_000; round++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(1_500);
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                damaged[at + i] = (byte) random.nextInt();
            }
            int length = random.nextInt(10) == 0 ? random.nextInt(whole.length) : whole.length;
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                channel.write(ByteBuffer.wrap(damaged, 0, length));
            }
            try {
                Errors.read(file).errors().forEach(error -> assertTrue(error.count() > 0));
            } catch (RunUnusableException e) {
                refused++;
            }
        }
        assertTrue(refused > 0, "no damage was noticed");
    }

    private static IllegalStateException planted(String message) {
        return new IllegalStateException(message);
    }
}
