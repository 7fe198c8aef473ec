package io.reprise.journal;

import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The answers of a run as they were sent, for runs served with {@code --outputs frames}: {@code outputs/answers/NNNN},
 * queues and documents like the journal's, a record per answer. Evidence for people who look at a divergence; recovery
 * does not need it, and answers that were not written when the process ended are not in it.
 */
public final class AnswerLog {
    private AnswerLog() {}

    /**
     * A stage that writes every answer for which the disk has room, run by the thread of the engine or behind it.
     *
     * @param reserve keeps disk allocated ahead of the answers
     */
    public static JournalStage recorder(
            RunDirectory run, RunManifest.Start start, FrameRing output, Clock clock, DiskReserve reserve) {
        int genesis = RecordLayout.genesis(run.manifest().id());
        Path queue = queue(run, start);
        TimeProvider time = new ForwardTime();
        JournalAppender appender = new JournalAppender(
                queue, AckMode.PROCESS, genesis, genesis, output.newByteView(), time, reserve.answers(queue, time));
        return new JournalStage("answers", output, appender, 0, clock, SyncGroups.BATCHES, true);
    }

    /** Shows every answer to one request that was recorded and is intact. */
    public static void find(RunDirectory run, long sequence, Consumer<FrameFlyweight> found) {
        if (!Files.isDirectory(answers(run))) {
            return;
        }
        int genesis = RecordLayout.genesis(run.manifest().id());
        try {
            for (RunManifest.Start start : run.manifest().starts()) {
                Search search = new Search(sequence, found, genesis);
                for (Path path : RunDirectory.queueFiles(queue(run, start))) {
                    try (QueueFile file = new QueueFile(path, new HeaderChecksum(genesis))) {
                        search.in(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the answers of " + run.path(), e);
        }
    }

    /** Where the answers of a start are. */
    static Path queue(RunDirectory run, RunManifest.Start start) {
        return answers(run).resolve(start.queue());
    }

    static Path answers(RunDirectory run) {
        return run.outputs().resolve("answers");
    }

    /** Goes through the answers of one start. */
    private static final class Search {
        private final long sequence;
        private final Consumer<FrameFlyweight> found;
        private final FrameFlyweight answer = new FrameFlyweight();
        private final FrameChecksum checksum = new FrameChecksum();
        private int link;

        Search(long sequence, Consumer<FrameFlyweight> found, int genesis) {
            this.sequence = sequence;
            this.found = found;
            this.link = genesis;
        }

        void in(QueueFile file) throws IOException {
            for (long batch = file.findBatch(0, file.length(), 0);
                    batch != QueueFile.NOWHERE;
                    batch = file.findBatch(batch + QueueFile.HEADER_LENGTH, file.length(), 0)) {
                long content = batch + QueueFile.HEADER_LENGTH;
                int header = file.map(content, RecordLayout.RECORDS_OFFSET);
                int recordsLength =
                        file.buffer().getInt(header + RecordLayout.RECORDS_LENGTH_OFFSET, RecordLayout.ORDER);
                int records = file.map(content + RecordLayout.RECORDS_OFFSET, recordsLength);
                if (records >= 0) {
                    inBatch(file, records, records + recordsLength);
                }
            }
        }

        /** An answer that does not match its checksum is left out; the next one is judged by the link that it carries. */
        private void inBatch(QueueFile file, int start, int end) {
            int offset = start;
            while (offset + FrameLayout.HEADER_LENGTH <= end) {
                int length = answer.wrap(file.buffer(), offset).length();
                if (length < FrameLayout.HEADER_LENGTH || length > end - offset) {
                    return;
                }
                boolean intact =
                        answer.crc32c() == RecordLayout.link(checksum.compute(file.bytes(), offset, length), link);
                if (intact && answer.sequence() == sequence) {
                    found.accept(answer);
                }
                link = answer.crc32c();
                offset += RecordLayout.alignedLength(length);
            }
        }
    }
}
