package io.reprise.journal;

import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the answers that one start kept, from end to end, each against its link. One thread.
 *
 * <p>What it makes of a document that cannot be believed:
 *
 * <pre>
 *   never finished, nothing follows                     cut off: answers are not waited for
 *   finished, or followed by an intact batch            damaged
 *   the same, of a start that was not stopped in order,
 *   when the power may have gone since                  cut off
 * </pre>
 */
public final class KeptAnswers {
    private static final long ANY_SEQUENCE = 0;

    private final RunDirectory run;
    private final RunManifest.Start start;
    private final HeaderChecksum headerChecksum;
    private final FrameChecksum checksum = new FrameChecksum();
    private final FrameFlyweight answer = new FrameFlyweight();
    private int link;
    private long lastSequence;
    private long count;
    private JournalTail end;

    private KeptAnswers(RunDirectory run, RunManifest.Start start) {
        this.run = run;
        this.start = start;
        this.link = RecordLayout.genesis(run.manifest().id());
        this.headerChecksum = new HeaderChecksum(link);
        this.end = new JournalTail(JournalTail.Kind.CLEAN, AnswerLog.queue(run, start), 0, "");
    }

    /** @param bootId of this machine now, empty if unknown */
    public static KeptAnswers read(RunDirectory run, RunManifest.Start start, String bootId) {
        KeptAnswers answers = new KeptAnswers(run, start);
        try {
            List<Path> files = RunDirectory.queueFiles(AnswerLog.queue(run, start));
            for (int i = 0; i < files.size() && answers.isWhole(); i++) {
                try (QueueFile file = new QueueFile(files.get(i), answers.headerChecksum)) {
                    answers.readDocuments(file, i + 1 < files.size());
                }
            }
            answers.forgiveLossOfPower(bootId);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + AnswerLog.queue(run, start), e);
        }
        return answers;
    }

    /** How many are whole, up to {@link #end()}. */
    public long count() {
        return count;
    }

    /** Where they end, and why; {@code BROKEN} when they are damaged. */
    public JournalTail end() {
        return end;
    }

    private boolean isWhole() {
        return end.kind() == JournalTail.Kind.CLEAN;
    }

    private void readDocuments(QueueFile file, boolean anotherFollows) throws IOException {
        long position = 0;
        while (true) {
            int header = file.header(position);
            int length = header & QueueFile.LENGTH_MASK;
            if (header == QueueFile.END_OF_FILE) {
                require(file, position, !followed(file, position), "a batch follows the end of the queue file");
                return;
            }
            if (header == 0 || (header & QueueFile.NOT_COMPLETE) != 0) {
                endAt(file, position, header, length, anotherFollows);
                return;
            }
            long next = position + QueueFile.HEADER_LENGTH + length + 3 & ~3L;
            boolean whole = (header & QueueFile.META_DATA) == 0
                    ? readBatch(file, position, length)
                    : require(
                            file,
                            position,
                            file.reaches(position, QueueFile.HEADER_LENGTH + length)
                                    && file.findBatch(position, next, ANY_SEQUENCE) == QueueFile.NOWHERE,
                            "a document of Chronicle's own reaches over a batch");
            if (!whole) {
                return;
            }
            position = next;
        }
    }

    /** Nothing more was finished here. */
    private void endAt(QueueFile file, long position, int header, int length, boolean anotherFollows)
            throws IOException {
        boolean begun = header != 0 || file.holdsBytes(position);
        if (require(file, position, length == 0, "a document's header has wrong bits")
                && require(file, position, !followed(file, position), "a document is missing")
                && begun
                && !anotherFollows) {
            end = new JournalTail(JournalTail.Kind.UNFINISHED, file.path(), position, "an unfinished document");
        }
    }

    /** A batch behind may just have come when the run is being served. */
    private boolean followed(QueueFile file, long position) throws IOException {
        return !run.isLive()
                && file.findBatch(position + QueueFile.HEADER_LENGTH, file.length(), ANY_SEQUENCE) != QueueFile.NOWHERE;
    }

    private boolean readBatch(QueueFile file, long position, int length) throws IOException {
        if (!require(file, position, file.holdsBatch(position), "a batch's header does not match its checksum")) {
            return false;
        }
        long content = position + QueueFile.HEADER_LENGTH;
        int offset = file.map(content, RecordLayout.RECORDS_OFFSET);
        int records = file.buffer().getInt(offset + RecordLayout.RECORD_COUNT_OFFSET, RecordLayout.ORDER);
        int recordsLength = file.buffer().getInt(offset + RecordLayout.RECORDS_LENGTH_OFFSET, RecordLayout.ORDER);
        boolean fits = length == RecordLayout.documentLength(recordsLength) && file.map(content, length) >= 0;
        if (!require(file, position, fits, "a batch is not as long as its document")) {
            return false;
        }
        long record = content + RecordLayout.RECORDS_OFFSET;
        long recordsEnd = record + recordsLength;
        for (int i = 0; i < records; i++) {
            int frameLength = readRecord(file, record, recordsEnd);
            if (!require(file, record, frameLength > 0, "an answer does not match its checksum")) {
                return false;
            }
            record += RecordLayout.alignedLength(frameLength);
        }
        return true;
    }

    /** Returns the length of the answer, or 0 when it is not intact. */
    private int readRecord(QueueFile file, long position, long recordsEnd) throws IOException {
        if (recordsEnd - position < FrameLayout.HEADER_LENGTH) {
            return 0;
        }
        int offset = file.map(position, FrameLayout.HEADER_LENGTH);
        int length = answer.wrap(file.buffer(), offset).length();
        if (length < FrameLayout.HEADER_LENGTH || length > recordsEnd - position) {
            return 0;
        }
        answer.wrap(file.buffer(), file.map(position, length));
        int expected = RecordLayout.link(checksum.compute(file.bytes(), answer.offset(), length), link);
        if (answer.crc32c() != expected) {
            return 0;
        }
        link = expected;
        lastSequence = answer.sequence();
        count++;
        return length;
    }

    /** Returns the condition. */
    private boolean require(QueueFile file, long position, boolean condition, String otherwise) {
        if (!condition) {
            end = new JournalTail(JournalTail.Kind.BROKEN, file.path(), position, otherwise);
        }
        return condition;
    }

    /** Answers are never synced, so a start that did not stop in order may have lost any of them with the power. */
    private void forgiveLossOfPower(String bootId) throws IOException {
        boolean powerMayHaveGone = bootId.isEmpty() || !bootId.equals(start.bootId());
        if (end.kind() == JournalTail.Kind.BROKEN && powerMayHaveGone && !stoppedInOrder()) {
            end = new JournalTail(JournalTail.Kind.UNFINISHED, end.file(), end.offset(), end.reason());
        }
    }

    /** Whether a stop is noted between the last answer that is whole and the first request of a later start. */
    private boolean stoppedInOrder() throws IOException {
        long later = firstSequenceAfterStart();
        return run.stateLog().read().stream()
                .anyMatch(stop -> stop.sequence() >= lastSequence && stop.sequence() < later);
    }

    private long firstSequenceAfterStart() throws IOException {
        List<RunManifest.Start> starts = run.manifest().starts();
        for (RunManifest.Start later : starts.subList(starts.indexOf(start) + 1, starts.size())) {
            for (Path path : run.queueFiles(later)) {
                try (QueueFile file = new QueueFile(path, headerChecksum)) {
                    long first = file.firstSequence();
                    if (first > 0) {
                        return first;
                    }
                }
            }
        }
        return Long.MAX_VALUE;
    }
}
