package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.Documents.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loss of power: the disk holds every page as it was at some moment since the last sync, another moment for every page,
 * perhaps in the middle of a document.
 */
final class PowerCutTest {
    private static final int CUTS = 300;
    private static final int PAGE_LENGTH = 4096;

    @TempDir
    private Path temporary;

    private Path path;

    @BeforeEach
    void nameTheRun() {
        path = temporary.resolve("run");
    }

    @Test
    void shouldKeepEverythingSyncedInModeDurable() throws IOException {
        Random random = new Random(41);
        try (TestRun run = TestRun.create(path, AckMode.DURABLE, random)) {
            run.start();
            for (int group = 0; group < 40; group++) {
                run.batches(1 + random.nextInt(4), 6, 900).sync();
            }
            run.stop();
            List<Document> documents = batches(run);
            try (Vandal vandal = new Vandal(run.file(), 8192)) {
                for (int cut = 0; cut < CUTS; cut++) {
                    long syncedSequence = syncedSequence(vandal, documents.get(random.nextInt(documents.size())));
                    int synced = (int) documents.stream()
                            .filter(document -> document.firstSequence() <= syncedSequence)
                            .count();
                    int written = (int) documents.stream()
                            .filter(document -> syncedSequence(vandal, document) <= syncedSequence)
                            .count();
                    vandal.write(cut(vandal.sound(), documents, synced, written, random));

                    Reading reading = Reading.of(run.directory(), TestRun.OTHER_BOOT);

                    String what = "cut " + cut + " with " + synced + " of " + written + " documents synced";
                    assertAll(
                            what,
                            () -> assertFalse(
                                    reading.isDamaged(), () -> reading.damage().getMessage()),
                            () -> assertTrue(reading.isPrefixOf(run.written())),
                            () -> assertTrue(reading.frames().size() >= framesBefore(documents, synced)));
                    vandal.restore();
                }
            }
        }
    }

    @Test
    void shouldNoticeWhatIsLostAlthoughItWasSynced() throws IOException {
        Random random = new Random(42);
        try (TestRun run = TestRun.create(path, AckMode.DURABLE, random)) {
            run.start();
            for (int group = 0; group < 40; group++) {
                run.batches(2, 6, 900).sync();
            }
            run.stop();
            List<Document> documents = batches(run);
            try (Vandal vandal = new Vandal(run.file(), 8192)) {
                for (int lost = 0; lost < documents.size() - 4; lost++) {
                    Document document = documents.get(lost);
                    vandal.zero(document.position(), document.end());

                    Reading reading = Reading.of(run.directory(), TestRun.OTHER_BOOT);

                    assertTrue(reading.isDamaged(), "document " + lost);
                    assertEquals(document.firstSequence(), reading.damage().sequence());
                    vandal.restore();
                }
            }
        }
    }

    @Test
    void shouldReadAPrefixInModeProcess() throws IOException {
        Random random = new Random(43);
        try (TestRun run = TestRun.create(path, AckMode.PROCESS, random)) {
            run.start().batch(200).sync().batches(100, 6, 900).stop();
            List<Document> documents = batches(run);
            int refused = 0;
            try (Vandal vandal = new Vandal(run.file(), 8192)) {
                for (int cut = 0; cut < CUTS; cut++) {
                    vandal.write(cut(vandal.sound(), documents, 1, documents.size(), random));

                    Reading reading = Reading.of(run.directory(), TestRun.OTHER_BOOT);
                    Reading withoutReboot = Reading.of(run.directory(), TestRun.BOOT);

                    String what = "cut " + cut;
                    assertTrue(reading.isPrefixOf(run.written()), what);
                    assertTrue(
                            reading.isDamaged()
                                    || reading.frames().size() == run.written().size()
                                    || reading.tail().kind() != JournalTail.Kind.CLEAN,
                            what);
                    assertTrue(withoutReboot.isPrefixOf(run.written()), what);
                    refused += reading.isDamaged() ? 1 : 0;
                    vandal.restore();
                }
            }
            // a page of which all but the last few bytes were written looks like damage
            assertTrue(refused <= CUTS / 20, refused + " of " + CUTS + " losses of power were taken for damage");
        }
    }

    /** What the disk may hold: every page as it was when some number of documents was there. */
    private static byte[] cut(byte[] bytes, List<Document> documents, int synced, int written, Random random) {
        for (int page = 0; page < bytes.length; page += PAGE_LENGTH) {
            int there = synced + random.nextInt(written - synced + 1);
            for (int i = there; i < documents.size(); i++) {
                Document document = documents.get(i);
                // of the one being written, records up to some byte; its headers are written last
                int begun = i == there ? RecordLayout.RECORDS_OFFSET + random.nextInt(document.length()) : 0;
                long records = document.contentPosition() + RecordLayout.RECORDS_OFFSET;
                zero(bytes, page, document.position(), i == there ? records : document.end());
                zero(bytes, page, Math.min(document.end(), document.contentPosition() + begun), document.end());
            }
        }
        return bytes;
    }

    /** Zeros the part of a range that lies in a page. */
    private static void zero(byte[] bytes, int page, long from, long to) {
        int start = (int) Math.max(page, from);
        int end = (int) Math.min(Math.min(page + PAGE_LENGTH, bytes.length), to);
        if (start < end) {
            Arrays.fill(bytes, start, end, (byte) 0);
        }
    }

    private static long syncedSequence(Vandal vandal, Document document) {
        long field = document.contentPosition() + RecordLayout.SYNCED_SEQUENCE_OFFSET;
        long sequence = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            sequence = sequence << Byte.SIZE | vandal.sound(field + i) & 0xFF;
        }
        return sequence;
    }

    private static long framesBefore(List<Document> documents, int count) {
        return documents.get(count).firstSequence() - 1;
    }

    private static List<Document> batches(TestRun run) throws IOException {
        return Documents.of(run.file()).stream().filter(Document::isBatch).toList();
    }
}
