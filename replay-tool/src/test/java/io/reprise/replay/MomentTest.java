package io.reprise.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.JournalIndex;
import io.reprise.journal.RunDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MomentTest {
    private static final int FRAMES = 3_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "0,                                     SEQUENCE,       0",
        "1000,                                  SEQUENCE,       1000",
        "1970-01-01T00:00:01.5Z,                TIME_NS,        1500000000",
        "1970-01-01T01:00:00.000000001+01:00,   TIME_NS,        1",
        "+2.5s,                                 AFTER_FIRST_NS, 2500000000",
        "+0s,                                   AFTER_FIRST_NS, 0",
        "+0.000000001s,                         AFTER_FIRST_NS, 1",
    })
    void shouldTakeASequenceATimeOrSecondsAfterTheFirst(String text, Moment.Unit unit, long value) {
        assertEquals(new Moment(unit, value), Moment.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+5",
                "+s",
                "+-5s",
                "5s",
                "+1.0000000001s",
                "noon",
                "2026-11-20",
                "2026-11-20T19:44:31",
                "1e3",
                "99999999999999999999",
                "+999999999999s",
                "+999999999-12-31T00:00:00Z"
            })
    void shouldSayWhatAMomentIs(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Moment.parse(text));

        assertTrue(e.getMessage().startsWith("`" + text + "` is no moment: a sequence such as 1000"), e::getMessage);
    }

    @Test
    void shouldFindTheFramesBetweenTwoMoments() {
        TestJournal.write(directory, FRAMES, sequence -> TestFrames.add(sequence, 1, 1));
        try (RunDirectory run = RunDirectory.openToRead(directory)) {
            JournalIndex index = JournalIndex.of(run, sequence -> {});

            assertFinds(index, "17", 17, 17);
            assertFinds(index, "2026-11-20T12:00:00.5Z", 500, 500);
            assertFinds(index, "2026-11-20T12:00:00.5001Z", 501, 500);
            assertFinds(index, "2026-11-20T11:00:00Z", 1, 0);
            assertFinds(index, "2026-11-20T13:00:00Z", FRAMES + 1, FRAMES);
            assertFinds(index, "+0s", 1, 1);
            assertFinds(index, "+2s", 2_001, 2_001);
            assertFinds(index, "+1.0005s", 1_002, 1_001);
        }
    }

    @Test
    void shouldFindNothingInAnEmptyJournal() {
        TestJournal.write(directory, 0, sequence -> null);
        try (RunDirectory run = RunDirectory.openToRead(directory)) {
            assertFinds(JournalIndex.of(run, sequence -> {}), "+1s", 1, 0);
        }
    }

    private static void assertFinds(JournalIndex index, String text, long first, long last) {
        assertEquals(first, Moment.parse(text).firstSequence(index), text);
        assertEquals(last, Moment.parse(text).lastSequence(index), text);
    }
}
