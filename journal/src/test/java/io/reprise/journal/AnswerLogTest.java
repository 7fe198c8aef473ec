package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.ring.FrameRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are kept are found again by the sequence of their input, and shown only when they are intact. */
final class AnswerLogTest {
    private static final int MIB = 1024 * 1024;
    private static final int PAYLOAD_LENGTH = 20;

    private final FrameRing output = new FrameRing(8 * MIB, MIB);
    private final FrameFlyweight answer = new FrameFlyweight();
    private RunDirectory run;

    @TempDir
    private Path temporary;

    @BeforeEach
    void makeARun() {
        run = RunDirectory.create(temporary.resolve("run"), TestRun.manifest("answers"));
    }

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void shouldFindNothingInARunThatKeptNoAnswers() {
        run.addStart(TestRun.start("0001", AckMode.PROCESS));

        assertEquals(List.of(), find(1));
    }

    @Test
    void shouldFindTheAnswersOfEveryStart() {
        record("0001", 1, 2, 2, 2, 5);
        record("0002", 6, 8, 8);

        assertEquals(List.of("1/0"), find(1));
        assertEquals(List.of("2/1", "2/2", "2/3"), find(2));
        assertEquals(List.of(), find(3));
        assertEquals(List.of("5/4"), find(5));
        assertEquals(List.of("6/0"), find(6));
        assertEquals(List.of("8/1", "8/2"), find(8));
    }

    @Test
    void shouldNeverShowAnAnswerWithAWrongBit() throws IOException {
        record("0001", 1, 2, 3, 4, 5, 6);
        Path file = RunDirectory.queueFiles(run.outputs().resolve("answers").resolve("0001"))
                .get(0);
        List<Documents.Record> records = new ArrayList<>();
        Documents.of(file).forEach(document -> records.addAll(document.records()));
        assertEquals(6, records.size());
        Documents.Record third = records.get(2);
        try (Vandal vandal = new Vandal(file, 128)) {
            for (long offset = third.position(); offset < third.position() + third.length(); offset++) {
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    vandal.flip(offset, bit);

                    assertEquals(List.of(), find(3), "offset " + offset + " bit " + bit);
                    assertEquals(List.of("1/0"), find(1));
                    assertFalse(find(6).stream().anyMatch(found -> !found.equals("6/5")));
                    vandal.restore();
                }
            }
        }
        assertEquals(List.of("3/2"), find(3));
    }

    /** Records answers to these inputs, three a batch. */
    private void record(String queue, long... sequences) {
        DiskReserve reserve = new TestDisk().reserve(run.path());
        RunManifest.Start start = TestRun.start(queue, AckMode.PROCESS);
        run.addStart(start);
        JournalStage recorder = AnswerLog.recorder(run, start, output, () -> 1, reserve);
        for (int i = 0; i < sequences.length; i++) {
            answer.wrap(output.buffer(), output.claim(64 + PAYLOAD_LENGTH))
                    .init(FrameKind.RESPONSE, PAYLOAD_LENGTH)
                    .sequence(sequences[i])
                    .correlationId(i);
            output.publish();
            if (i % 3 == 2 || i == sequences.length - 1) {
                assertTrue(recorder.doWork() > 0);
            }
        }
        recorder.onClose();
        assertTrue(Files.isDirectory(run.outputs().resolve("answers").resolve(queue)));
    }

    /** Sequence and correlation id of the answers found. */
    private List<String> find(long sequence) {
        List<String> found = new ArrayList<>();
        AnswerLog.find(run, sequence, frame -> found.add(frame.sequence() + "/" + frame.correlationId()));
        return found;
    }
}
