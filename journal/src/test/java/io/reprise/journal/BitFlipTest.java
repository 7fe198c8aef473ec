package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.Documents.Document;
import io.reprise.journal.Documents.Record;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One flipped bit anywhere in a queue file: either the journal is damaged at the sequence that bit belongs to, or every
 * frame is delivered as it was written. After a reboot the last document may be missing, and the reader says so.
 */
@Timeout(120)
final class BitFlipTest {
    private static final int RANDOM_FLIPS = 1_500;
    private static final int BITS = Integer.SIZE;

    @TempDir
    private Path temporary;

    private TestRun run;
    private List<Document> documents;
    private int lastDocument;

    @BeforeEach
    void writeARun() throws IOException {
        run = TestRun.create(temporary.resolve("run"), new Random(31));
        run.start();
        for (int i = 0; i < 40; i++) {
            run.batches(1, 5, 300).batch(92); // the content of such a document would be 128 bytes but for the trailer
        }
        run.batches(3, 3, 5_000).batch(92).stop();
        documents = Documents.of(run.file());
        lastDocument = documents.size() - 1;
    }

    /** A bit and what it means. */
    private record Bit(long offset, int bit) {
        static List<Bit> ofInt(long offset) {
            List<Bit> bits = new ArrayList<>();
            for (int bit = 0; bit < BITS; bit++) {
                bits.add(new Bit(offset + bit / Byte.SIZE, bit % Byte.SIZE));
            }
            return bits;
        }
    }

    @Test
    void shouldNoticeEveryBitOfEveryDocumentHeader() throws IOException {
        List<Bit> bits = new ArrayList<>();
        documents.forEach(document -> bits.addAll(Bit.ofInt(document.position())));

        assertTrue(bits.size() > 1_000);
        tryAll(bits);
    }

    @Test
    void shouldNoticeEveryBitOfABatchHeader() throws IOException {
        List<Bit> bits = new ArrayList<>();
        for (Document document : List.of(firstBatch(), documents.get(lastDocument / 2), documents.get(lastDocument))) {
            for (int field = 0; field < RecordLayout.RECORDS_OFFSET; field += Integer.BYTES) {
                bits.addAll(Bit.ofInt(document.contentPosition() + field));
            }
        }
        tryAll(bits);
    }

    @Test
    void shouldNoticeEveryBitOfTheFirstAndLastRecords() throws IOException {
        List<Bit> bits = new ArrayList<>();
        Document last = documents.get(lastDocument);
        for (Document document : List.of(firstBatch(), last)) {
            for (long at = document.contentPosition() + RecordLayout.RECORDS_OFFSET; at < document.end(); at += 4) {
                bits.addAll(Bit.ofInt(at));
            }
        }
        tryAll(bits);
    }

    @Test
    void shouldNoticeRandomBitsAnywhere() throws IOException {
        Random random = new Random(32);
        List<Bit> bits = new ArrayList<>();
        int end = (int) documents.get(lastDocument).end() + 64;
        long firstBatch = firstBatch().position();
        for (int i = 0; i < RANDOM_FLIPS; i++) {
            boolean chroniclesOwn = i % 4 == 0; // most of the file: the store's header and the index
            int offset = chroniclesOwn
                    ? random.nextInt((int) firstBatch)
                    : (int) firstBatch + random.nextInt(end - (int) firstBatch);
            bits.add(new Bit(offset, random.nextInt(Byte.SIZE)));
        }
        tryAll(bits);
    }

    private void tryAll(List<Bit> bits) throws IOException {
        int damaged = 0;
        int identical = 0;
        try (Vandal vandal = new Vandal(run.file(), 128)) {
            for (Bit bit : bits) {
                vandal.flip(bit.offset(), bit.bit());
                boolean noticed = assertSameBoot(bit);
                assertOtherBoot(bit, noticed);
                vandal.restore();
                if (noticed) {
                    damaged++;
                } else {
                    identical++;
                }
            }
        }
        assertEquals(bits.size(), damaged + identical);
        assertTrue(damaged > 0);
        run.close();
    }

    /** Returns whether it was called damage. */
    private boolean assertSameBoot(Bit bit) {
        Reading reading = Reading.of(run.directory(), TestRun.BOOT);
        long sequence = sequenceOf(bit.offset());
        assertTrue(reading.isPrefixOf(run.written()), () -> bit + " gives wrong frames");
        if (!reading.isDamaged()) {
            assertEquals(run.written().size(), reading.frames().size(), () -> bit + " loses frames without a word");
            assertEquals(0, sequence, () -> bit + " belongs to a frame and was not noticed");
            return false;
        }
        assertAll(
                bit.toString(),
                () -> assertEquals(reading.frames().size() + 1, reading.damage().sequence()),
                () -> assertTrue(sequence == 0 || sequence == reading.damage().sequence()),
                () -> assertTrue(reading.damage().getMessage().contains(" offset ")));
        return true;
    }

    /** The power may have gone: the last document may be dropped, and only that. */
    private void assertOtherBoot(Bit bit, boolean noticed) {
        Reading reading = Reading.of(run.directory(), TestRun.OTHER_BOOT);
        assertTrue(reading.isPrefixOf(run.written()), () -> bit + " gives wrong frames");
        int missing = run.written().size() - reading.frames().size();
        if (reading.isDamaged()) {
            assertTrue(noticed, () -> bit + " is damage only after a reboot");
        } else if (missing > 0) {
            assertTrue(missing <= documents.get(lastDocument).records().size(), () -> bit + " loses " + missing);
            assertEquals(JournalTail.Kind.BROKEN, reading.tail().kind(), () -> bit + " loses frames without a word");
        }
    }

    /** The first sequence that a flip here makes unreadable; 0 when no frame depends on it. */
    private long sequenceOf(long offset) {
        for (Document document : documents) {
            if (document.isBatch() && offset >= document.position() && offset < document.end()) {
                return sequenceOf(document, offset);
            }
        }
        return 0;
    }

    private static long sequenceOf(Document document, long offset) {
        if (offset < document.contentPosition() + RecordLayout.RECORDS_OFFSET) {
            return document.firstSequence();
        }
        for (Record record : document.records()) {
            if (offset >= record.position() && offset < record.position() + record.length()) {
                return record.sequence();
            }
        }
        return 0; // between two records, or the trailer
    }

    private Document firstBatch() {
        return documents.stream().filter(Document::isBatch).findFirst().orElseThrow();
    }
}
