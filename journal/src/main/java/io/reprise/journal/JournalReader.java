package io.reprise.journal;

import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Reads the frames of a run in sequence order, each proven by its checksum and its link to the one before. It delivers
 * the exact valid prefix; what lies behind it is named in {@link #tail()}. One thread.
 *
 * <p>What it does about a document that cannot be believed:
 *
 * <pre>
 *                                        same boot     another boot, or unknown: the power may have gone
 *   never finished, nothing follows      drop          drop
 *   finished, nothing follows            damaged       drop
 *   an intact batch follows              damaged       damaged, unless it can be what a loss of power leaves:
 *                                                        mode durable: no later batch says it was synced
 *                                                        mode process: a page there was never written
 *   the journal ends before a sequence
 *   at which the run stopped in order    damaged       damaged
 * </pre>
 *
 * <p>Damaged means {@link JournalDamagedException}; drop means that the frames are not delivered and {@link #tail()} says
 * so. What is dropped was never acknowledged, or only in mode {@code process} before a loss of power.
 */
public final class JournalReader implements AutoCloseable {
    private static final int NOTHING = 0;

    private final RunDirectory run;
    private final JournalFiles files;
    private final JournalEnd end;
    private final ReadAhead ahead; // null = none
    private final FrameChecksum checksum = new FrameChecksum();
    private final FrameFlyweight frame = new FrameFlyweight();
    private final long beginSequence;
    private boolean anyBatch;
    private boolean behindBatch;
    private QueueFile file;
    private long position;
    private long documentEnd;
    private int recordsLeft;
    private long batchSequence;
    private long batchPosition;
    private int batchLink;
    private int frameStart;
    private long sequence;
    private long timestampNs;
    private int link;
    private long bytes;

    /** @param bootId of this machine now, empty if unknown: in a run of the same boot no bytes went with the power */
    public JournalReader(RunDirectory run, String bootId) {
        this(run, bootId, null);
    }

    /** One whose files are read from the disk by a thread of its own, ahead of it: for reading all there is. */
    public static JournalReader readingAhead(RunDirectory run, String bootId) {
        return new JournalReader(run, bootId, new ReadAhead());
    }

    private JournalReader(RunDirectory run, String bootId, ReadAhead ahead) {
        this.run = run;
        this.ahead = ahead;
        int genesis = RecordLayout.genesis(run.manifest().id());
        RunManifest.Begin begin = run.manifest().begin();
        this.beginSequence = begin.sequence();
        this.sequence = begin.sequence();
        this.link = begin.isPruned() ? begin.link() : genesis;
        this.files = new JournalFiles(run, new HeaderChecksum(genesis));
        this.end = new JournalEnd(run, bootId);
    }

    /** Moves to the next frame; false at the end of the valid prefix. */
    public boolean next() {
        try {
            do {
                while (recordsLeft == NOTHING) {
                    if (file == null ? !openNextFile() : !openNextDocument()) {
                        return false;
                    }
                }
            } while (!readRecord());
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the journal after sequence " + sequence, e);
        }
    }

    /**
     * Leaves out all frames up to a sequence whose effects are known. Only before the first {@link #next()}. Batches
     * before it are not looked into.
     *
     * @return false when the journal has no record of that sequence with that link: it ends or breaks before, or went on
     *     otherwise; this reader is then of no use
     */
    boolean skip(long afterSequence, int linkThere) {
        try {
            while (sequence < afterSequence) {
                if (file == null ? !openNextFile() : !openNextDocument()) {
                    return false;
                }
                if (recordsLeft > NOTHING && !skipRecords(afterSequence)) {
                    return false;
                }
            }
            return sequence == afterSequence && link == linkThere;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the journal after sequence " + sequence, e);
        }
    }

    /** Goes on from a batch. Only before the first {@link #next()}. */
    void seek(JournalIndex.Place place) {
        try {
            files.openAt(place.start(), place.file());
            opened();
            position = place.position();
            sequence = place.sequence();
            timestampNs = place.timestampNs();
            link = place.link();
            anyBatch = true;
            frameStart = place.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the journal after sequence " + place.sequence(), e);
        }
    }

    /** The last sequence before the batch of the last frame delivered. */
    long batchSequence() {
        return batchSequence;
    }

    /** Where that batch begins. Only at its first frame. */
    JournalIndex.Place batchPlace() {
        return new JournalIndex.Place(
                batchSequence, timestampNs, batchPosition, batchLink, files.startNumber(), files.fileNumber());
    }

    /** The frame, valid until {@link #next()}. Its {@code crc32c} field holds the record's link. */
    public FrameFlyweight frame() {
        return frame;
    }

    /** Where the journal begins: the last sequence that was pruned, or 0. */
    public long beginSequence() {
        return beginSequence;
    }

    /** What there is to say about a journal that was pruned; empty about one that has everything. */
    public String beginSentence() {
        return beginSequence == 0
                ? ""
                : "the journal begins with sequence " + (beginSequence + 1) + "; what was before it was pruned";
    }

    /** Of the last frame delivered; before the first, {@link #beginSequence()}. */
    public long sequence() {
        return sequence;
    }

    /** Of the last frame delivered. */
    public long timestampNs() {
        return timestampNs;
    }

    /** Link of the last frame delivered: the next record continues it. */
    public int link() {
        return link;
    }

    /** Bytes of all frames delivered. */
    public long bytes() {
        return bytes;
    }

    /** The file of the last frame delivered. */
    public Path file() {
        return file == null ? end.tail().file() : file.path();
    }

    /** Where the last queue's valid prefix ends, and why. */
    public JournalTail tail() {
        return end.tail();
    }

    private boolean openNextFile() throws IOException {
        if (!files.openNext()) {
            end.requireWhole(sequence);
            end.nameSilentLoss(sequence, files.start(), files.startNumber() - frameStart + 1);
            return false;
        }
        opened();
        return true;
    }

    private void opened() {
        file = files.file();
        position = 0;
        anyBatch = false;
        behindBatch = false;
    }

    /** Steps over one document; false never: what cannot be read ends the file or throws. */
    private boolean openNextDocument() throws IOException {
        if (ahead != null) {
            ahead.from(file.path(), position, file.writtenLength());
        }
        int header = file.header(position);
        int length = header & QueueFile.LENGTH_MASK;
        if (header == 0) {
            boolean begun = file.holdsBytes(position);
            endFile(
                    begun ? JournalTail.Kind.UNFINISHED : JournalTail.Kind.CLEAN,
                    begun ? "an unfinished document" : "no more documents");
        } else if (header == QueueFile.END_OF_FILE) {
            endFile(JournalTail.Kind.CLEAN, "end of the queue file");
        } else if ((header & QueueFile.NOT_COMPLETE) != 0) {
            boolean neverWritten = length != 0; // Chronicle writes the length only with the finished header
            endFile(
                    neverWritten ? JournalTail.Kind.BROKEN : JournalTail.Kind.UNFINISHED,
                    neverWritten ? "a document's header has wrong bits" : "an unfinished document");
        } else if ((header & QueueFile.META_DATA) != 0) {
            stepOver(length);
        } else {
            openBatch(length);
        }
        return true;
    }

    /** A document of Chronicle's own has no batch inside: a length with a wrong bit would hide those it reaches over. */
    private void stepOver(int length) throws IOException {
        if (!file.reaches(position, QueueFile.HEADER_LENGTH + length)) {
            endFile(JournalTail.Kind.BROKEN, "a document of Chronicle's own reaches beyond the file");
        } else if (file.findBatch(position, nextDocument(length), sequence + 1) != QueueFile.NOWHERE) {
            endFile(JournalTail.Kind.BROKEN, "a document of Chronicle's own reaches over a batch");
        } else {
            position = nextDocument(length);
            behindBatch = false;
        }
    }

    private void openBatch(int length) throws IOException {
        if (!file.holdsBatch(position)) {
            endFile(JournalTail.Kind.BROKEN, "a batch's header does not match its checksum");
            return;
        }
        int offset = file.map(position + QueueFile.HEADER_LENGTH, RecordLayout.RECORDS_OFFSET);
        long firstSequence = file.buffer().getLong(offset + RecordLayout.FIRST_SEQUENCE_OFFSET, RecordLayout.ORDER);
        int recordsLength = file.buffer().getInt(offset + RecordLayout.RECORDS_LENGTH_OFFSET, RecordLayout.ORDER);
        if (firstSequence != sequence + 1) {
            throw new JournalDamagedException(
                    sequence + 1,
                    end.gap(here(JournalTail.Kind.BROKEN, "the next batch starts with sequence " + firstSequence)));
        }
        if (length != RecordLayout.documentLength(recordsLength)) {
            endFile(JournalTail.Kind.BROKEN, "a batch of " + recordsLength + " bytes in a document of " + length);
            return;
        }
        recordsLeft = file.buffer().getInt(offset + RecordLayout.RECORD_COUNT_OFFSET, RecordLayout.ORDER);
        anyBatch = true;
        frameStart = files.startNumber();
        documentEnd = nextDocument(length);
        batchSequence = sequence;
        batchPosition = position;
        batchLink = link;
        position += QueueFile.HEADER_LENGTH + RecordLayout.RECORDS_OFFSET;
    }

    /** Steps over the batch, or in it up to a sequence; false when a record there has no length that can be. */
    private boolean skipRecords(long lastSequence) throws IOException {
        if (sequence + recordsLeft < lastSequence) {
            sequence += recordsLeft;
            recordsLeft = NOTHING;
        }
        while (recordsLeft > NOTHING && sequence < lastSequence) {
            int offset = file.map(position, FrameLayout.HEADER_LENGTH);
            int length = offset < 0 ? 0 : file.buffer().getInt(offset, FrameLayout.ORDER);
            if (length < FrameLayout.HEADER_LENGTH || length > documentEnd - position) {
                return false;
            }
            link = file.buffer().getInt(offset + FrameLayout.CRC32C_OFFSET, FrameLayout.ORDER);
            timestampNs = file.buffer().getLong(offset + FrameLayout.TIMESTAMP_NS_OFFSET, FrameLayout.ORDER);
            sequence++;
            recordsLeft--;
            position += RecordLayout.alignedLength(length);
        }
        if (recordsLeft == NOTHING) {
            position = documentEnd;
            behindBatch = true;
        }
        return true;
    }

    /** Delivers the record at the position; false when it cannot be believed. */
    private boolean readRecord() throws IOException {
        int offset = file.map(position, FrameLayout.HEADER_LENGTH);
        int length = offset < 0 ? 0 : file.buffer().getInt(offset + FrameLayout.LENGTH_OFFSET, FrameLayout.ORDER);
        if (length < FrameLayout.HEADER_LENGTH || length > documentEnd - position) {
            return breakBatch("a record of " + length + " bytes");
        }
        offset = file.map(position, length);
        if (offset < 0) {
            return breakBatch("a record that reaches beyond the file");
        }
        frame.wrap(file.buffer(), offset);
        int expected = RecordLayout.link(checksum.compute(file.bytes(), offset, length), link);
        if (frame.crc32c() != expected) {
            return breakBatch("a record does not match its checksum");
        }
        if (frame.sequence() != sequence + 1) {
            return breakBatch("a record of sequence " + frame.sequence());
        }
        link = expected;
        sequence = frame.sequence();
        timestampNs = frame.timestampNs();
        bytes += length;
        position += RecordLayout.alignedLength(length);
        if (--recordsLeft == NOTHING) {
            position = documentEnd;
            behindBatch = true;
        }
        return true;
    }

    private boolean breakBatch(String reason) throws IOException {
        endFile(JournalTail.Kind.BROKEN, reason);
        return false;
    }

    /** The current file gives nothing more. An intact batch later in it must have a good reason for being lost. */
    private void endFile(JournalTail.Kind kind, String reason) throws IOException {
        JournalTail tail = mayGoOn(kind) ? here(JournalTail.Kind.CLEAN, "the run is being served") : tail(kind, reason);
        if (anyBatch || tail.kind() != JournalTail.Kind.CLEAN) {
            end.at(tail, files.start());
        }
        recordsLeft = NOTHING;
        files.closeFile();
        file = null;
    }

    /** Whether somebody may be about to write here: then a batch behind it may just have come. */
    private boolean mayGoOn(JournalTail.Kind kind) {
        return run.isLive() && kind != JournalTail.Kind.BROKEN && files.isLast();
    }

    private JournalTail tail(JournalTail.Kind kind, String reason) throws IOException {
        long later = file.findBatch(position + QueueFile.HEADER_LENGTH, file.length(), sequence + 1);
        if (later == QueueFile.NOWHERE) {
            return here(kind, reason);
        }
        JournalTail broken = here(JournalTail.Kind.BROKEN, reason + ", yet a batch follows at offset " + later);
        if (!mayBeLostWithPower(later)) {
            throw new JournalDamagedException(sequence + 1, broken);
        }
        return broken;
    }

    /** Whether the document here can be one that did not reach the disk, although a later one did. */
    private boolean mayBeLostWithPower(long later) throws IOException {
        if (!end.powerMayHaveGone(files.start())) {
            return false;
        }
        if (AckMode.DURABLE.label().equals(files.start().ackMode())) {
            return !file.knowsSynced(later, sequence + 1);
        }
        return recordsLeft > NOTHING
                ? file.lacksPageOf(position, documentEnd, later)
                : behindBatch && file.lacksDocument(position, later);
    }

    private JournalTail here(JournalTail.Kind kind, String reason) {
        return new JournalTail(kind, file.path(), position, reason);
    }

    private long nextDocument(int length) {
        return position + QueueFile.HEADER_LENGTH + length + 3 & ~3L;
    }

    @Override
    public void close() {
        if (ahead != null) {
            ahead.close();
        }
        try {
            files.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
