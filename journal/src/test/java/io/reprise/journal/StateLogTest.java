package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.StateLog.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes at sequences, line by line. */
final class StateLogTest {
    private static final Entry FIRST = new Entry(17, "0011223344556677", "8899aabbccddeeff");
    private static final Entry SECOND = new Entry(1L << 40, "ffffffffffffffff", "0000000000000000");

    @TempDir
    private Path temporary;

    private Path file;
    private StateLog log;

    @BeforeEach
    void makeALog() {
        file = temporary.resolve("states.jsonl");
        log = new StateLog(file);
    }

    @Test
    void shouldReadWhatWasAppended() throws IOException {
        assertEquals(List.of(), log.read());

        log.append(FIRST);
        log.append(SECOND);

        assertEquals(List.of(FIRST, SECOND), log.read());
        assertEquals(
                "{\"sequence\":17,\"outputs\":\"0011223344556677\",\"state\":\"8899aabbccddeeff\"}",
                Files.readAllLines(file).get(0));
    }

    @Test
    void shouldLeaveOutALineCutShortAnywhere() throws IOException {
        log.append(FIRST);
        long whole = Files.size(file);
        log.append(SECOND);
        byte[] both = Files.readAllBytes(file);

        for (int length = (int) whole; length < both.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(both, length));

            assertEquals(List.of(FIRST), log.read(), "cut at " + length);
        }
    }

    @Test
    void shouldAppendBehindALineCutShort() throws IOException {
        log.append(FIRST);
        Files.writeString(file, "{\"sequ", java.nio.file.StandardOpenOption.APPEND);

        log.append(SECOND);

        assertEquals(List.of(FIRST, SECOND), log.read());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[]",
                "17",
                "\u00ff\u00fe",
                "{\"sequence\":17,\"outputs\":\"00\"}",
                "{\"sequence\":17,\"outputs\":\"00\",\"state\":null}",
                "{\"sequence\":1.5,\"outputs\":\"00\",\"state\":\"00\"}",
                "{\"sequence\":17,\"outputs\":\"00\",\"state\":\"00\",\"more\":1}",
                "{\"sequence\":17,\"outputs\":\"00\",\"state\":\"00\"} {}",
                "{\"sequence\":17,\"sequence\":18,\"outputs\":\"00\",\"state\":\"00\"}",
            })
    void shouldNameTheLineThatIsDamaged(String line) throws IOException {
        log.append(FIRST);
        Files.writeString(file, line + "\n", java.nio.file.StandardOpenOption.APPEND);

        String sentence = assertThrows(RunUnusableException.class, log::read).getMessage();

        assertTrue(sentence.startsWith(file + " is damaged at line 2: "), sentence);
        assertEquals(1, sentence.lines().count(), sentence);
    }

    @Test
    void shouldWriteHashesWithSixteenDigits() {
        assertEquals("0000000000000000", StateLog.hex(0));
        assertEquals("00000000000000ff", StateLog.hex(255));
        assertEquals("ffffffffffffffff", StateLog.hex(-1));
    }
}
