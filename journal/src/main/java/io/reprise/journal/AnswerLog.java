package io.reprise.journal;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The answers of a run as they were sent, for runs served with {@code --outputs frames}: {@code outputs/answers/NNNN},
 * queues and documents like the journal's, a record per answer. Evidence for people who look at a divergence; recovery
 * does not need it, and answers that were not written when the process ended are not in it.
 */
public final class AnswerLog {
    private AnswerLog() {}

    /** A stage that writes every answer, run by the thread of the engine or behind it. */
    public static JournalStage recorder(RunDirectory run, RunManifest.Start start, FrameRing output, Clock clock) {
        int genesis = RecordLayout.genesis(run.manifest().id());
        Path queue = answers(run).resolve(start.queue());
        JournalAppender appender = new JournalAppender(queue, AckMode.PROCESS, genesis, output.newByteView());
        return new JournalStage("answers", output, appender, 0, clock);
    }

    /** Shows every answer to one request that was recorded and is intact. */
    public static void find(RunDirectory run, long sequence, Consumer<FrameFlyweight> found) {
        if (!Files.isDirectory(answers(run))) {
            return;
        }
        HeaderChecksum checksum =
                new HeaderChecksum(RecordLayout.genesis(run.manifest().id()));
        try {
            for (RunManifest.Start start : run.manifest().starts()) {
                for (Path path : RunDirectory.queueFiles(answers(run).resolve(start.queue()))) {
                    try (QueueFile file = new QueueFile(path, checksum)) {
                        find(file, sequence, found);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the answers of " + run.path(), e);
        }
    }

    private static Path answers(RunDirectory run) {
        return run.outputs().resolve("answers");
    }

    private static void find(QueueFile file, long sequence, Consumer<FrameFlyweight> found) throws IOException {
        long position = file.findBatch(0, file.length(), 0);
        while (position != QueueFile.NOWHERE) {
            int length = file.header(position) & QueueFile.LENGTH_MASK;
            int offset = file.map(position + QueueFile.HEADER_LENGTH, length);
            if (offset >= 0) {
                findInBatch(file, offset, sequence, found);
            }
            position = file.findBatch(position + QueueFile.HEADER_LENGTH, file.length(), 0);
        }
    }

    private static void findInBatch(QueueFile file, int batch, long sequence, Consumer<FrameFlyweight> found) {
        FrameFlyweight answer = new FrameFlyweight();
        int recordsLength = file.buffer().getInt(batch + RecordLayout.RECORDS_LENGTH_OFFSET, RecordLayout.ORDER);
        int offset = batch + RecordLayout.RECORDS_OFFSET;
        int end = offset + recordsLength;
        while (offset + FrameLayout.HEADER_LENGTH <= end) {
            answer.wrap(file.buffer(), offset);
            int length = answer.length();
            if (length < FrameLayout.HEADER_LENGTH || length > end - offset) {
                return;
            }
            if (answer.sequence() == sequence) {
                found.accept(answer);
            }
            offset += RecordLayout.alignedLength(length);
        }
    }
}
