package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.Documents.Document;
import io.reprise.journal.Documents.Record;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way a journal's end can be missing gives the exact valid prefix, or is called damage. */
final class TornTailTest {
    private static final int CUTS = 600;
    private static final int LAST_DOCUMENTS = 12;

    @TempDir
    private Path temporary;

    private Path path;

    @BeforeEach
    void nameTheRun() {
        path = temporary.resolve("run");
    }

    /** How the bytes behind a cut are lost. */
    private enum Loss {
        ZEROS {
            @Override
            void inflict(Vandal vandal, long offset) throws IOException {
                vandal.zero(offset, vandal.length());
            }
        },
        END_OF_FILE {
            @Override
            void inflict(Vandal vandal, long offset) throws IOException {
                vandal.keep(offset);
            }
        };

        abstract void inflict(Vandal vandal, long offset) throws IOException;
    }

    @Test
    void shouldReadTheExactPrefixWhereverTheEndIsCutOff() throws IOException {
        try (TestRun run = TestRun.create(path, new Random(21))) {
            run.start().batches(60, 6, 400).stop();
            List<Document> documents = Documents.of(run.file());
            try (Vandal vandal = new Vandal(run.file(), 128)) {
                for (long offset : cuts(documents, new Random(22))) {
                    for (Loss loss : Loss.values()) {
                        loss.inflict(vandal, offset);
                        long intact = intactFrames(documents, vandal, offset);
                        String what = loss + " from offset " + offset;
                        assertDropped(run, intact, what);
                        assertDroppedOrDamaged(run, intact, what);
                        vandal.restore();
                    }
                }
            }
        }
    }

    /** After a reboot: the tail is dropped and the reader says so. */
    private static void assertDropped(TestRun run, long intact, String what) throws IOException {
        Reading reading = Reading.of(run.directory(), TestRun.OTHER_BOOT);
        boolean lostWholeDocuments = reading.frames().size() < run.written().size()
                && !reading.isDamaged()
                && reading.tail().kind() == JournalTail.Kind.UNCERTAIN;
        assertAll(
                what,
                () -> assertFalse(reading.isDamaged(), () -> reading.damage().getMessage()),
                () -> assertEquals(intact, reading.frames().size()),
                () -> assertTrue(reading.isPrefixOf(run.written())),
                () -> assertTrue(
                        !lostWholeDocuments
                                || isAtDocumentStart(run, reading.tail().offset()),
                        "bytes were dropped without their place"));
        if (reading.tail().kind() == JournalTail.Kind.UNCERTAIN) {
            assertEquals(
                    "the last start was not stopped in order and the power may have gone since: what it journaled"
                            + " after sequence " + intact + " is lost, if there was any, acknowledged in mode process"
                            + " or not",
                    reading.tail().sentence(),
                    what);
        } else {
            assertEquals(
                    "dropped the tail of " + run.file() + " from offset "
                            + reading.tail().offset() + ": " + reading.tail().reason(),
                    reading.tail().sentence(),
                    what);
        }
    }

    /** Without a reboot: what was never finished is dropped, a finished document with wrong bytes is damage. */
    private static void assertDroppedOrDamaged(TestRun run, long intact, String what) throws IOException {
        Reading reading = Reading.of(run.directory(), TestRun.BOOT);

        assertEquals(intact, reading.frames().size(), what);
        assertTrue(reading.isPrefixOf(run.written()), what);
        if (reading.isDamaged()) {
            String sentence = reading.damage().getMessage();
            assertEquals(intact + 1, reading.damage().sequence(), what);
            assertTrue(sentence.startsWith("journal damaged at sequence " + (intact + 1) + ": "), sentence);
            assertTrue(sentence.contains(run.file() + " offset "), sentence);
        } else {
            assertTrue(reading.tail().kind() != JournalTail.Kind.BROKEN, what);
        }
    }

    private static boolean isAtDocumentStart(TestRun run, long offset) throws IOException {
        // zeros where a document began look like a journal that ends there, and nothing on the disk says otherwise
        return Documents.of(run.file()).stream().mapToLong(Document::end).anyMatch(end -> end == offset);
    }

    /** The frames before the first byte that a cut has changed. */
    private static long intactFrames(List<Document> documents, Vandal vandal, long offset) {
        long changed = offset;
        while (changed < vandal.length() && vandal.sound(changed) == 0) {
            changed++;
        }
        long frames = 0;
        for (Document document : documents) {
            for (Record record : document.records()) {
                if (record.position() + record.length() <= changed) {
                    frames++;
                }
            }
        }
        return frames;
    }

    /** Offsets in the last documents: around every boundary, and random ones. */
    private static TreeSet<Long> cuts(List<Document> documents, Random random) {
        TreeSet<Long> cuts = new TreeSet<>();
        List<Document> last = documents.subList(documents.size() - LAST_DOCUMENTS, documents.size());
        for (Document document : last) {
            for (int i = -4; i <= 36; i += 2) {
                cuts.add(document.position() + i);
            }
            for (Record record : document.records()) {
                cuts.add(record.position());
                cuts.add(record.position() + record.length() - 1);
                cuts.add(record.position() + record.length());
            }
        }
        long start = last.get(0).position();
        int length = (int) (last.get(last.size() - 1).end() - start);
        while (cuts.size() < CUTS) {
            cuts.add(start + random.nextInt(length));
        }
        return cuts;
    }

    @Test
    void shouldCallItDamageWhenTheJournalEndsBeforeAnOrderlyStop() throws IOException {
        try (TestRun run = TestRun.create(path, new Random(23))) {
            run.start().batches(10, 3, 300).stop();
            long frames = run.written().size();
            run.directory().stateLog().append(new StateLog.Entry(frames, "00", "00"));
            List<Document> documents = Documents.of(run.file());
            Document last = documents.get(documents.size() - 1);

            assertEquals(
                    frames,
                    Reading.of(run.directory(), TestRun.OTHER_BOOT).frames().size());
            try (Vandal vandal = new Vandal(run.file(), 128)) {
                vandal.zero(last.position(), vandal.length());
            }
            for (String boot : List.of(TestRun.BOOT, TestRun.OTHER_BOOT)) {
                Reading reading = Reading.of(run.directory(), boot);

                assertEquals(last.firstSequence(), reading.damage().sequence());
                assertEquals(
                        "journal damaged at sequence " + last.firstSequence()
                                + ": the run was stopped in order at sequence " + frames
                                + ", but its journal ends before: no more documents (" + run.file() + " offset "
                                + last.position() + ")",
                        reading.damage().getMessage());
            }
        }
    }

    @Test
    void shouldDropADocumentThatWasBeingWrittenWhenTheProcessDied() throws IOException {
        try (TestRun run = TestRun.create(path, new Random(24))) {
            run.start().batches(10, 3, 300).stop();
            List<Document> documents = Documents.of(run.file());
            Document last = documents.get(documents.size() - 1);
            try (Vandal vandal = new Vandal(run.file(), 128)) {
                vandal.zero(last.position(), last.contentPosition()); // Chronicle writes its header last
            }

            Reading reading = Reading.of(run.directory(), TestRun.BOOT);

            assertEquals(last.firstSequence() - 1, reading.frames().size());
            assertEquals(JournalTail.Kind.UNFINISHED, reading.tail().kind());
            assertEquals(
                    "dropped the tail of " + run.file() + " from offset " + last.position()
                            + ": an unfinished document",
                    reading.tail().sentence());
        }
    }

    @Test
    void shouldReadOnInTheNextStartAfterAnUnfinishedDocument() throws IOException {
        try (TestRun run = TestRun.create(path, new Random(25))) {
            run.start().batches(10, 3, 300);
            run.appender().begin();
            run.directory().addStart(TestRun.start("0002", AckMode.PROCESS)); // the process of the first died
            long frames = run.written().size();

            assertEquals(
                    frames, Reading.of(run.directory(), TestRun.BOOT).frames().size());
        }
    }

    @Test
    void shouldCallItDamageWhenALaterStartGoesOnBehindALostTail() throws IOException {
        try (TestRun run = TestRun.create(path, new Random(26))) {
            run.start().batches(10, 1, 300).stop();
            run.start().batches(10, 1, 300).stop();
            List<Document> documents = Documents.of(run.files(0).get(0));
            Document last = documents.get(documents.size() - 1);
            try (Vandal vandal = new Vandal(run.files(0).get(0), 128)) {
                vandal.zero(last.position(), vandal.length());
            }

            Reading reading = Reading.of(run.directory(), TestRun.OTHER_BOOT);

            assertEquals(10, reading.damage().sequence());
            assertTrue(
                    reading.damage().getMessage().contains("the next batch starts with sequence 11"),
                    reading.damage().getMessage());
        }
    }

    @Test
    void shouldRefuseFilesThatBelongElsewhere() throws IOException {
        Path other = temporary.resolve("other");
        try (TestRun run = TestRun.create(path, new Random(27));
                TestRun fork = TestRun.create(other, new Random(28))) {
            for (TestRun each : List.of(run, fork)) {
                for (int start = 0; start < 3; start++) {
                    each.start().batch(100, 200).batch(300).stop();
                }
            }
            // same id, same sequences, same lengths, other bytes: only the links can tell
            Files.copy(fork.files(1).get(0), run.files(1).get(0), StandardCopyOption.REPLACE_EXISTING);
            assertDamagedAtFour(run);
            // the file of another start of the same run
            Files.copy(run.files(2).get(0), run.files(1).get(0), StandardCopyOption.REPLACE_EXISTING);
            assertDamagedAtFour(run);
        }
    }

    private static void assertDamagedAtFour(TestRun run) {
        for (String boot : List.of(TestRun.BOOT, TestRun.OTHER_BOOT)) {
            Reading reading = Reading.of(run.directory(), boot);
            assertTrue(reading.isDamaged(), boot);
            assertEquals(4, reading.damage().sequence(), () -> reading.damage().getMessage());
            assertEquals(3, reading.frames().size());
            assertTrue(reading.isPrefixOf(run.written()));
        }
    }
}
