package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.Documents.Document;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.stage.JournalGate;
import io.reprise.kernel.stage.Stage;
import io.reprise.kernel.time.SimulatedClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.agrona.collections.LongArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage between ring and journal: a document per batch, and a safe sequence that never promises too much. */
final class JournalStageTest {
    private static final int MIB = 1024 * 1024;
    private static final long LAST_SEQUENCE = 7;

    private final SimulatedClock clock = new SimulatedClock(1_000);
    private final FrameRing ring = new FrameRing(16 * MIB, MIB);
    private final FrameSequencer sequencer = new FrameSequencer(ring, clock, 0, 0);
    private FrameFlyweight frame;
    private final LongArrayList published = new LongArrayList();
    private RunDirectory run;
    private RunManifest.Start start;
    private JournalStage stage;

    @TempDir
    private Path temporary;

    @BeforeEach
    void startAStage() {
        run = RunDirectory.create(temporary.resolve("run"), TestRun.manifest("stage"));
        start = TestRun.start("0001", AckMode.DURABLE);
        run.addStart(start);
        int genesis = RecordLayout.genesis("stage");
        JournalAppender appender = new JournalAppender(run.queue(start), AckMode.DURABLE, genesis, ring.newByteView());
        stage = new JournalStage(ring, appender, 0, clock);
    }

    @AfterEach
    void close() {
        stage.onClose();
        run.close();
    }

    @Test
    void shouldDoNothingWithoutFrames() throws IOException {
        assertEquals(0, stage.doWork());

        assertEquals(0, stage.safeSequence());
        assertEquals(List.of(), run.queueFiles(start));
    }

    @Test
    void shouldMoveTheSafeSequenceOnceADocumentIsFinished() throws IOException {
        publish(64, 100, 2_000);
        assertEquals(0, stage.safeSequence());

        assertEquals(3, stage.doWork());

        assertEquals(3, stage.safeSequence());
        assertEquals(1, batches().size());
        assertEquals(published, Reading.of(run, TestRun.BOOT).frames());
        assertEquals(batches().get(0).end(), stage.writtenBytes());
    }

    @Test
    void shouldContinueBehindWhatTheRunHolds() {
        JournalStage later = new JournalStage(ring, null, LAST_SEQUENCE, clock);

        assertEquals(LAST_SEQUENCE, later.safeSequence());
    }

    @Test
    void shouldTakeTurnsWithOtherStages() throws IOException {
        int[] lengths = new int[Stage.MAX_BATCH + 10];
        java.util.Arrays.fill(lengths, 64);
        publish(lengths);

        assertEquals(Stage.MAX_BATCH, stage.doWork());
        assertEquals(Stage.MAX_BATCH, stage.safeSequence());
        assertEquals(10, stage.doWork());

        assertEquals(
                List.of(Stage.MAX_BATCH, 10),
                batches().stream().map(document -> document.records().size()).toList());
        assertEquals(published, Reading.of(run, TestRun.BOOT).frames());
    }

    @Test
    void shouldBeginAnotherDocumentWhenOneIsFull() throws IOException {
        publish(MIB, MIB, MIB, MIB, MIB, MIB, 64);

        assertEquals(7, stage.doWork());

        assertEquals(7, stage.safeSequence());
        assertEquals(
                List.of(3, 4),
                batches().stream().map(document -> document.records().size()).toList());
        assertEquals(published, Reading.of(run, TestRun.BOOT).frames());
    }

    @Test
    void shouldSayInEveryBatchHowFarTheOnesBeforeWereSynced() throws IOException {
        publish(64, 64);
        stage.doWork();
        publish(MIB, MIB, MIB, MIB);
        stage.doWork();
        publish(64);
        stage.doWork();

        // the first has no one before it; the third was written before the second was synced
        assertEquals(
                List.of(0L, 2L, 2L, 6L),
                batches().stream().map(this::syncedSequence).toList());
    }

    @Test
    void shouldSyncAGroupWhenItsFirstFrameIsOldEnough() {
        group(new SyncGroups(500, 1_000_000));
        publish(64);
        clock.advanceTo(1_400);
        publish(64);

        assertEquals(2, stage.doWork());
        assertEquals(0, stage.safeSequence());
        assertEquals(1_500, stage.syncDueNs());
        clock.advanceTo(1_499);
        assertEquals(0, stage.doWork());
        clock.advanceTo(1_500);
        assertEquals(1, stage.doWork());

        assertEquals(2, stage.safeSequence());
        assertEquals(1, stage.syncs());
        assertEquals(1, stage.syncLatency().interval().getTotalCount());
        assertEquals(JournalGate.NOTHING_DUE, stage.syncDueNs());
        assertEquals(0, stage.doWork());
    }

    @Test
    void shouldSyncAGroupEarlierWhenItIsLargeEnough() {
        group(new SyncGroups(1_000_000, 128));
        publish(64);
        stage.doWork();
        assertEquals(0, stage.safeSequence());
        publish(64);
        stage.doWork();
        publish(64);
        stage.doWork();

        assertEquals(2, stage.safeSequence());
        assertEquals(1, stage.syncs());
    }

    private void group(SyncGroups groups) {
        stage.onClose();
        run.addStart(TestRun.start("0002", AckMode.DURABLE));
        start = run.manifest().starts().get(1);
        int genesis = RecordLayout.genesis("stage");
        JournalAppender appender = new JournalAppender(run.queue(start), AckMode.DURABLE, genesis, ring.newByteView());
        stage = new JournalStage(ring, appender, 0, clock, groups);
    }

    @Test
    void shouldNotTryAgainAfterAFailure() throws IOException {
        publish(64);
        stage.doWork();
        publish(64);
        frame.length(-1); // of the frame published last: no frame can have it

        assertThrows(RuntimeException.class, stage::doWork);

        assertEquals(1, stage.safeSequence());
        assertEquals(1, batches().size());
        assertFalse(Reading.of(run, TestRun.BOOT).isDamaged());
    }

    private void publish(int... lengths) {
        sequencer.startBatch();
        for (int length : lengths) {
            frame = sequencer
                    .claim(length)
                    .init(FrameKind.REQUEST, length - FrameLayout.HEADER_LENGTH)
                    .correlationId(published.size());
            sequencer.commit();
            published.addLong(TestRun.digest(frame));
        }
        sequencer.publish();
        assertTrue(sequencer.sequence() == published.size());
    }

    private long syncedSequence(Document document) {
        ByteBuffer field = ByteBuffer.allocate(Long.BYTES).order(RecordLayout.ORDER);
        try (FileChannel file = FileChannel.open(run.queueFiles(start).get(0))) {
            file.read(field, document.contentPosition() + RecordLayout.SYNCED_SEQUENCE_OFFSET);
            return field.getLong(0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<Document> batches() throws IOException {
        return Documents.of(run.queueFiles(start).get(0)).stream()
                .filter(Document::isBatch)
                .toList();
    }
}
