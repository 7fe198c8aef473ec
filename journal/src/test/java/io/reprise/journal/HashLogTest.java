package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HashLogTest {
    private static final StateLog.Entry TEN = new StateLog.Entry(10, StateLog.hex(11), StateLog.hex(12));
    private static final StateLog.Entry TWENTY = new StateLog.Entry(20, StateLog.hex(21), StateLog.hex(-22));

    @TempDir
    private Path directory;

    private RunDirectory run;

    @BeforeEach
    void create() {
        run = TestRun.create(directory.resolve("run"), new SplittableRandom(1)).directory();
    }

    @AfterEach
    void close() {
        run.close();
    }

    private void write() {
        try (HashLog log = HashLog.open(run, 0)) {
            log.append(10, 11, 12);
            log.append(20, 21, -22);
        }
    }

    private Path file() {
        return run.outputs().resolve(HashLog.FILE_NAME);
    }

    @Test
    void shouldGiveBackWhatWasAppended() {
        write();

        assertEquals(List.of(TEN, TWENTY), HashLog.read(run));
        assertEquals(List.of(TEN, TWENTY), RecordedStates.of(run));
    }

    @Test
    void shouldHaveNoFileBeforeTheFirstRecord() {
        HashLog.open(run, 0).close();

        assertFalse(Files.exists(file()));
        assertEquals(List.of(), HashLog.read(run));
    }

    @Test
    void shouldForgetWhatTheJournalDoesNotHave() {
        write();

        try (HashLog log = HashLog.open(run, 19)) {
            log.append(20, 5, 6);
        }

        assertEquals(List.of(TEN, new StateLog.Entry(20, StateLog.hex(5), StateLog.hex(6))), HashLog.read(run));
    }

    @Test
    void shouldEndBeforeARecordThatIsNotWhole() throws IOException {
        write();
        byte[] whole = Files.readAllBytes(file());

        for (int length = HashLog.RECORD_LENGTH; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertEquals(List.of(TEN), HashLog.read(run));
        }
        for (int bit = 0; bit < Byte.SIZE * 28; bit++) {
            byte[] flipped = whole.clone();
            flipped[HashLog.RECORD_LENGTH + bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            Files.write(file(), flipped);
            assertEquals(List.of(TEN), HashLog.read(run));
        }
    }
}
