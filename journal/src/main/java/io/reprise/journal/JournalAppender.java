package io.reprise.journal;

import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes batches of frames as documents of one Chronicle queue, in place: the document's header and records go straight
 * into the mapped file. One thread; allocates nothing per batch.
 *
 * <pre>
 *   begin() · append(frame)* · end() · [sync()]
 * </pre>
 *
 * <p>Every start of a server writes a new queue, so a torn tail is never written over: see docs/decisions/0003.
 */
public final class JournalAppender implements AutoCloseable {
    /**
     * Chronicle maps the file in blocks of so many bytes; they take disk as {@link QueueSpace} says. For each block it
     * allocates some 2.5 kB of objects, which smaller ones would make show in bytes per event.
     */
    static final int BLOCK_LENGTH = 64 * 1024 * 1024;

    /** A quarter of a block is mapped twice, so a document up to that is contiguous wherever it starts. */
    static final int MAX_DOCUMENT_LENGTH = BLOCK_LENGTH / 16;

    /** The longest frame that fits into a document. */
    public static final int MAX_FRAME_LENGTH =
            (MAX_DOCUMENT_LENGTH - RecordLayout.documentLength(0)) & -RecordLayout.RECORD_ALIGNMENT;

    private static final int NO_CYCLE = -1;

    /** What Chronicle may write between two documents: their headers, and a page of its index now and then. */
    private static final int CHRONICLE_LENGTH = 64 * 1024;

    private static final String TABLE = "metadata.cq4t";

    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final Path directory;
    private final AckMode ackMode;
    private final QueueSpace space;
    private final ByteBuffer source;
    private final FrameChecksum checksum = new FrameChecksum();
    private final HeaderChecksum headerChecksum;
    private final UnsafeBuffer document = new UnsafeBuffer();

    private DocumentContext context;
    private Bytes<?> bytes;
    private long start;
    private long position;
    private long appendedBytes;
    private int length;
    private int recordCount;
    private long firstSequence;
    private long lastSequence;
    private long syncedSequence;
    private int link;
    private FileChannel file;
    private int fileCycle = NO_CYCLE;
    private boolean beginningSynced;

    /** For the first start of a run, without a reserve; see the other constructor. */
    public JournalAppender(Path directory, AckMode ackMode, int genesis, ByteBuffer source) {
        this(directory, ackMode, genesis, genesis, source, new ForwardTime(), QueueSpace.NONE);
    }

    /**
     * @param directory of the queue; must not hold one yet
     * @param genesis of the run, see {@link RecordLayout#genesis}
     * @param link of the last record before; the genesis in a new run
     * @param source the bytes behind every frame that will be appended, at the frame's own offset
     * @param reserve keeps disk allocated ahead of this journal
     * @throws StorageFullException when there is none
     */
    public JournalAppender(
            Path directory, AckMode ackMode, int genesis, int link, ByteBuffer source, DiskReserve reserve) {
        this(directory, ackMode, genesis, link, source, reserve, new ForwardTime());
    }

    private JournalAppender(
            Path directory,
            AckMode ackMode,
            int genesis,
            int link,
            ByteBuffer source,
            DiskReserve reserve,
            TimeProvider time) {
        this(directory, ackMode, genesis, link, source, time, reserve.journal(directory, time));
    }

    /** @param time tells when a day's file ends; must not go back */
    JournalAppender(
            Path directory,
            AckMode ackMode,
            int genesis,
            int link,
            ByteBuffer source,
            TimeProvider time,
            QueueSpace space) {
        this.directory = directory;
        this.ackMode = ackMode;
        this.headerChecksum = new HeaderChecksum(genesis);
        this.link = link;
        this.source = source;
        this.space = space;
        space.prepare();
        this.queue = SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(NextFiles.CYCLE)
                .blockSize(BLOCK_LENGTH)
                .syncMode(SyncMode.NONE) // Chronicle's own sync only logs its failures: docs/decisions/0005
                .timeProvider(time)
                .build();
        this.appender = queue.createAppender();
        space.cover(directory.resolve(TABLE));
    }

    /** Starts a document. */
    public void begin() {
        context = appender.writingDocument();
        if (appender.cycle() != fileCycle) {
            openFile();
        }
        bytes = context.wire().bytes();
        start = bytes.writePosition();
        document.wrap(bytes.addressForWrite(start), MAX_DOCUMENT_LENGTH);
        length = RecordLayout.RECORDS_OFFSET;
        recordCount = 0;
    }

    /** @return false when the document has no room for the frame: end it and begin another */
    public boolean append(FrameFlyweight frame) {
        int frameLength = frame.length();
        int recordLength = RecordLayout.alignedLength(frameLength);
        if (length + recordLength + RecordLayout.TRAILER_LENGTH > MAX_DOCUMENT_LENGTH) {
            requireFits(frameLength);
            return false;
        }
        int offset = frame.offset();
        frame.copyTo(document, length, frameLength);
        link = RecordLayout.link(checksum.compute(source, offset, frameLength), link);
        document.putInt(length + FrameLayout.CRC32C_OFFSET, link, FrameLayout.ORDER);
        lastSequence = frame.sequence();
        if (recordCount++ == 0) {
            firstSequence = lastSequence;
        }
        length += recordLength;
        return true;
    }

    /** Finishes the document: from here on its frames survive the end of the process. */
    public void end() {
        RecordLayout.putHeader(
                document, recordCount, firstSequence, syncedSequence, length - RecordLayout.RECORDS_OFFSET);
        int crc = headerChecksum.compute(document, 0);
        document.putInt(RecordLayout.HEADER_CRC32C_OFFSET, crc, RecordLayout.ORDER);
        document.putInt(length, 0, RecordLayout.ORDER);
        position = start + length + RecordLayout.TRAILER_LENGTH;
        bytes.writePosition(position);
        appendedBytes += position - start;
        context.close();
        context = null;
    }

    /** Whether a frame can be appended without a byte beyond what is reserved. */
    boolean fits(int frameLength) {
        int documentLength = context == null ? 0 : length;
        return space.fits((long) documentLength + RecordLayout.alignedLength(frameLength) + CHRONICLE_LENGTH);
    }

    /** Sees to it that enough is reserved behind the frames appended so far. */
    void reserve() {
        space.advance(context == null ? position : start + length);
    }

    /** Whether there is a reserve; any thread. */
    boolean hasRoom() {
        return space.hasRoom();
    }

    /** Whether {@link #sync} waits for every document. */
    boolean syncsGroups() {
        return ackMode == AckMode.DURABLE;
    }

    /**
     * Waits until every ended document is on the disk, in mode {@code durable}; in mode {@code process} only at the
     * beginning of a file, so that a loss of power never leaves one without it. After a failure the appender must not be
     * used again: a later sync may succeed although the bytes are lost.
     */
    public void sync() {
        if (!beginningSynced) {
            force();
            Disk.syncDirectory(directory);
            beginningSynced = true;
        } else if (ackMode == AckMode.DURABLE) {
            force();
        }
        if (ackMode == AckMode.DURABLE) {
            syncedSequence = lastSequence;
        }
    }

    /** Of the last record appended. */
    int link() {
        return link;
    }

    /** Bytes written into the current queue file, and so the journal's share of the disk, roughly. */
    public long position() {
        return position;
    }

    /** Bytes of all documents so far. */
    public long appendedBytes() {
        return appendedBytes;
    }

    @Override
    public void close() {
        if (context != null) {
            context.rollbackOnClose();
            context.close();
        }
        closeFile();
        appender.close();
        queue.close();
        space.close();
    }

    private static void requireFits(int frameLength) {
        if (frameLength > MAX_FRAME_LENGTH) {
            throw new IllegalArgumentException(
                    "a frame of " + frameLength + " bytes; the journal takes up to " + MAX_FRAME_LENGTH);
        }
    }

    /** The queue went on to a new file; in mode durable what is in the one before must be on the disk before it counts. */
    private void openFile() {
        if (file != null && ackMode == AckMode.DURABLE) {
            force();
        }
        closeFile();
        try {
            file = FileChannel.open(appender.currentFile().toPath(), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StorageFailedException("cannot open " + appender.currentFile() + " to sync it", e);
        }
        fileCycle = appender.cycle();
        space.begin(appender.currentFile().toPath(), fileCycle);
        beginningSynced = false;
    }

    private void force() {
        try {
            file.force(false);
        } catch (IOException e) {
            throw new StorageFailedException("cannot sync " + appender.currentFile(), e);
        }
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
                file = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
