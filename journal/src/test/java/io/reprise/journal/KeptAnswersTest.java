package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.ring.FrameRing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are not what was written are damage, unless a loss of power explains it. */
final class KeptAnswersTest {
    private static final int MIB = 1024 * 1024;
    private static final int ANSWERS = 6;

    private final FrameRing output = new FrameRing(8 * MIB, MIB);
    private final FrameFlyweight answer = new FrameFlyweight();
    private RunDirectory run;
    private RunManifest.Start start;

    @TempDir
    private Path temporary;

    @BeforeEach
    void recordAnswers() {
        run = RunDirectory.create(temporary.resolve("run"), TestRun.manifest("answers"));
        start = TestRun.start("0001", AckMode.PROCESS);
        run.addStart(start);
        JournalStage recorder = AnswerLog.recorder(run, start, output, () -> 1, new TestDisk().reserve(run.path()));
        for (int sequence = 1; sequence <= ANSWERS; sequence++) {
            answer.wrap(output.buffer(), output.claim(72))
                    .init(FrameKind.RESPONSE, 8)
                    .sequence(sequence);
            output.publish();
            assertTrue(recorder.doWork() > 0);
        }
        recorder.onClose();
    }

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void shouldReadEveryAnswerOfAnEndedQueue() {
        for (String boot : List.of(TestRun.BOOT, TestRun.OTHER_BOOT)) {
            KeptAnswers answers = KeptAnswers.read(run, start, boot);
            assertEquals(ANSWERS, answers.count());
            assertEquals(JournalTail.Kind.CLEAN, answers.end().kind());
        }
    }

    @Test
    void shouldFindNoneInAStartThatKeptNone() {
        RunManifest.Start other = TestRun.start("0002", AckMode.PROCESS);
        run.addStart(other);

        KeptAnswers answers = KeptAnswers.read(run, other, TestRun.BOOT);
        assertEquals(0, answers.count());
        assertEquals(JournalTail.Kind.CLEAN, answers.end().kind());
    }

    @Test
    void shouldForgiveALossOfPowerOnlyWhereThereCanHaveBeenOne() throws IOException {
        Path file = RunDirectory.queueFiles(AnswerLog.queue(run, start)).get(0);
        long fourth = Documents.of(file).stream()
                .flatMap(document -> document.records().stream())
                .toList()
                .get(3)
                .position();
        try (Vandal vandal = new Vandal(file, 128)) {
            vandal.flip(fourth + 10, 2);

            assertEnd(JournalTail.Kind.BROKEN, TestRun.BOOT, fourth);
            assertEnd(JournalTail.Kind.UNFINISHED, TestRun.OTHER_BOOT, fourth);
            assertEnd(JournalTail.Kind.UNFINISHED, "", fourth);
            run.stateLog().append(new StateLog.Entry(ANSWERS, StateLog.hex(1), StateLog.hex(2)));
            assertEnd(JournalTail.Kind.BROKEN, TestRun.OTHER_BOOT, fourth);
        }
    }

    private void assertEnd(JournalTail.Kind kind, String boot, long offset) {
        KeptAnswers answers = KeptAnswers.read(run, start, boot);
        assertEquals(3, answers.count());
        assertEquals(kind, answers.end().kind());
        assertEquals(offset, answers.end().offset());
    }
}
