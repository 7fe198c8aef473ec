package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.Documents.Document;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is appended is what is read, whatever the sizes and however many queues and files. */
final class JournalRoundTripTest {
    private static final int MIB = 1024 * 1024;

    @TempDir
    private Path temporary;

    private Path path;

    @BeforeEach
    void nameTheRun() {
        path = temporary.resolve("run");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldReadRandomFramesOfAllSizes(long seed) throws IOException {
        try (TestRun run = TestRun.create(path, new Random(seed))) {
            run.start()
                    .batches(200, 20, 300)
                    .batches(20, 5, 100_000)
                    .batches(80, 3, MIB)
                    .batches(200, 20, 300)
                    .stop();

            assertWhole(run);
            assertTrue(Files.size(run.file()) > 2L * JournalAppender.BLOCK_LENGTH, "all documents are in one block");
        }
    }

    @Test
    void shouldReadEveryLengthAroundTheAlignment() {
        try (TestRun run = TestRun.create(path, new Random(4))) {
            run.start();
            for (int length = TestRun.MIN_FRAME; length <= TestRun.MIN_FRAME + 130; length++) {
                run.batch(length).batch(length, TestRun.MIN_FRAME, length);
            }
            run.stop();

            assertWhole(run);
        }
    }

    @ParameterizedTest
    @EnumSource(AckMode.class)
    void shouldReadDocumentsThatWereFilledUp(AckMode ackMode) throws IOException {
        int[] more = new int[9];
        java.util.Arrays.fill(more, MIB);
        try (TestRun run = TestRun.create(path, ackMode, new Random(5))) {
            run.start().batch(more).sync().batch(70).sync().stop();

            assertWhole(run);
            assertEquals(4, batches(run.file()).size()); // 3 + 3 + 3 + 1
        }
    }

    @Test
    void shouldReadDocumentsOfTheGreatestLengthWhereverTheyStart() throws IOException {
        try (TestRun run = TestRun.create(path, new Random(6))) {
            run.start();
            for (int i = 0; i < 24; i++) {
                run.batch(JournalAppender.MAX_FRAME_LENGTH).batch(64 + 8 * i);
            }
            run.stop();

            assertWhole(run);
            int longest = batches(run.file()).stream()
                    .mapToInt(Document::length)
                    .max()
                    .orElseThrow();
            assertEquals(RecordLayout.documentLength(JournalAppender.MAX_FRAME_LENGTH), longest);
        }
    }

    @Test
    void shouldRefuseAFrameThatFitsIntoNoDocument() {
        FrameFlyweight frame = new FrameFlyweight()
                .wrap(new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH]), 0)
                .init(FrameKind.REQUEST, 0)
                .length(JournalAppender.MAX_FRAME_LENGTH + 1);
        try (TestRun run = TestRun.create(path, new Random(7))) {
            JournalAppender appender = run.start().appender();
            appender.begin();

            Exception refusal = assertThrows(IllegalArgumentException.class, () -> appender.append(frame));

            assertEquals("a frame of 4194265 bytes; the journal takes up to 4194264", refusal.getMessage());
        }
    }

    @Test
    void shouldContinueOverManyStarts() {
        try (TestRun run = TestRun.create(path, new Random(8))) {
            for (int i = 0; i < 12; i++) {
                run.start().batches(1 + i, 10, 2_000).stop();
            }

            assertWhole(run);
        }
    }

    @Test
    void shouldStepOverStartsThatWroteNothing() {
        try (TestRun run = TestRun.create(path, new Random(9))) {
            run.start().stop();
            run.start().stop();
            run.start().batches(3, 3, 200).stop();
            run.start().stop();
            run.start().batches(3, 3, 200).stop();
            run.directory().addStart(TestRun.start(run.directory().nextQueueName(), AckMode.PROCESS)); // then it died

            assertWhole(run);
        }
    }

    @Test
    void shouldReadNothingFromARunWithoutStarts() {
        try (TestRun run = TestRun.create(path, new Random(10))) {
            assertWhole(run);
        }
    }

    @Test
    void shouldGoOnInTheNextFileWhenADayEnds() throws IOException {
        try (TestRun run = TestRun.create(path, AckMode.DURABLE, new Random(11))) {
            run.start();
            for (int day = 0; day < 4; day++) {
                run.batches(20, 10, 2_000).sync().nextDay();
            }
            run.batches(1, 1, 200).sync().stop();
            run.start().batches(5, 5, 200).sync().stop();

            assertEquals(5, run.files(0).size());
            assertWhole(run);
        }
    }

    @Test
    void shouldStayInTheNextFileWhenTheClockIsSetBackOverMidnight() throws IOException {
        try (TestRun run = TestRun.create(path, AckMode.DURABLE, new Random(13))) {
            run.start().batches(5, 10, 200).sync();
            run.nextDay().batches(5, 10, 200).sync();
            run.dayBefore().batches(5, 10, 200).sync();
            run.nextDay().nextDay().batches(5, 10, 200).sync().stop();

            assertEquals(3, run.files(0).size());
            assertWhole(run);
        }
    }

    @Test
    void shouldStepOverIndexPagesBetweenDocuments() throws IOException {
        int documents = 4096 * 256 + 100; // Chronicle makes an index page for every 4096 * 256 of them
        try (TestRun run = TestRun.create(path, new Random(12))) {
            run.start();
            for (int i = 0; i < documents; i++) {
                run.batch(TestRun.MIN_FRAME);
            }
            run.stop();

            assertEquals(
                    run.written(), Reading.of(run.directory(), TestRun.BOOT).frames());
            List<Document> all = Documents.of(run.file());
            List<Document> batches = batches(run.file());
            List<Document> between = all.subList(all.indexOf(batches.get(0)), all.indexOf(batches.get(documents - 1)));
            assertEquals(documents, between.size(), "an index page lies among the documents");
        }
    }

    @Test
    void shouldSeeTheSameDocumentsAsChronicle() throws IOException {
        try (TestRun run = TestRun.create(path, new Random(13))) {
            run.start().batches(300, 20, 1_000).batches(10, 3, MIB).nextDay().batches(100, 5, 5_000);
            List<byte[]> ours = new ArrayList<>();
            for (Path file : run.files(0)) {
                for (Document document : batches(file)) {
                    ours.add(bytes(file, document));
                }
            }
            run.stop();

            List<byte[]> theirs = readWithChronicle(run.directory().journal().resolve("0001"));

            assertEquals(410, theirs.size());
            assertEquals(theirs.size(), ours.size());
            for (int i = 0; i < ours.size(); i++) {
                assertTrue(java.util.Arrays.equals(theirs.get(i), ours.get(i)), "document " + i + " differs");
            }
            assertEquals(run.written(), framesIn(theirs));
            assertWhole(run);
        }
    }

    private static List<byte[]> readWithChronicle(Path directory) {
        List<byte[]> documents = new ArrayList<>();
        try (ChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory)
                        .rollCycle(RollCycles.FAST_DAILY)
                        .blockSize(JournalAppender.BLOCK_LENGTH)
                        .readOnly(true)
                        .build();
                ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext context = tailer.readingDocument()) {
                    if (!context.isPresent()) {
                        return documents;
                    }
                    Bytes<?> content = context.wire().bytes();
                    byte[] document = new byte[(int) content.readRemaining()];
                    content.read(document);
                    documents.add(document);
                }
            }
        }
    }

    private static LongArrayList framesIn(List<byte[]> documents) {
        LongArrayList frames = new LongArrayList();
        FrameFlyweight frame = new FrameFlyweight();
        for (byte[] document : documents) {
            UnsafeBuffer buffer = new UnsafeBuffer(document);
            int end = document.length - RecordLayout.TRAILER_LENGTH;
            for (int at = RecordLayout.RECORDS_OFFSET; at < end; at += RecordLayout.alignedLength(frame.length())) {
                frames.addLong(TestRun.digest(frame.wrap(buffer, at)));
            }
        }
        return frames;
    }

    private static byte[] bytes(Path file, Document document) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(document.length());
        try (java.nio.channels.FileChannel channel = java.nio.channels.FileChannel.open(file)) {
            channel.read(bytes, document.contentPosition());
        }
        return bytes.array();
    }

    private static List<Document> batches(Path file) throws IOException {
        return Documents.of(file).stream().filter(Document::isBatch).toList();
    }

    private static void assertWhole(TestRun run) {
        for (String boot : List.of(TestRun.BOOT, TestRun.OTHER_BOOT, "")) {
            Reading reading = Reading.of(run.directory(), boot);
            assertAll(
                    () -> assertFalse(
                            reading.isDamaged(), () -> reading.damage().getMessage()),
                    () -> assertEquals(run.written(), reading.frames()),
                    () -> assertTrue(isWhole(reading.tail(), boot), reading.tail()::toString));
        }
    }

    /** After another boot nobody can say that nothing more was there. */
    private static boolean isWhole(JournalTail tail, String boot) {
        boolean sameBoot = boot.equals(TestRun.BOOT);
        return tail.kind() == JournalTail.Kind.CLEAN || !sameBoot && tail.kind() == JournalTail.Kind.UNCERTAIN;
    }
}
