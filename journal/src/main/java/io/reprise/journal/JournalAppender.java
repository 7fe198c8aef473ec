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
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
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
    /** Chronicle maps the file in blocks of so many bytes. Disk is taken only as it is written. */
    static final int BLOCK_LENGTH = 16 * 1024 * 1024;

    /** A quarter of a block is mapped twice, so a document of this length is contiguous wherever it starts. */
    static final int MAX_DOCUMENT_LENGTH = BLOCK_LENGTH / 4;

    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final Path directory;
    private final AckMode ackMode;
    private final ByteBuffer source;
    private final FrameChecksum checksum = new FrameChecksum();
    private final CRC32C headerCrc = new CRC32C();
    private final byte[] headerScratch = new byte[RecordLayout.HEADER_CRC32C_OFFSET];
    private final UnsafeBuffer document = new UnsafeBuffer();

    private DocumentContext context;
    private Bytes<?> bytes;
    private long start;
    private int length;
    private int recordCount;
    private long firstSequence;
    private long lastSequence;
    private long syncedSequence;
    private int link;
    private int syncedCycle = -1;

    /**
     * @param directory of the queue; must not hold one yet
     * @param link of the last record before; {@link RecordLayout#genesis} in a new run
     * @param source the bytes behind every frame that will be appended, at the frame's own offset
     */
    public JournalAppender(Path directory, AckMode ackMode, int link, ByteBuffer source) {
        this.directory = directory;
        this.ackMode = ackMode;
        this.link = link;
        this.source = source;
        this.queue = SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(RollCycles.FAST_DAILY)
                .blockSize(BLOCK_LENGTH)
                .syncMode(ackMode == AckMode.DURABLE ? SyncMode.SYNC : SyncMode.NONE)
                .build();
        this.appender = queue.createAppender();
    }

    /** Starts a document. */
    public void begin() {
        context = appender.writingDocument();
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
        if (length + recordLength > MAX_DOCUMENT_LENGTH) {
            return false;
        }
        int offset = frame.offset();
        document.putBytes(length, frame.buffer(), offset, frameLength);
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
        int crc = RecordLayout.headerCrc32c(document, 0, headerCrc, headerScratch);
        document.putInt(RecordLayout.HEADER_CRC32C_OFFSET, crc, RecordLayout.ORDER);
        bytes.writePosition(start + length);
        context.close();
        context = null;
    }

    /** Waits until every ended document is on the disk, in mode {@code durable}; nothing in mode {@code process}. */
    public void sync() {
        if (ackMode != AckMode.DURABLE) {
            return;
        }
        appender.sync();
        if (appender.cycle() != syncedCycle) { // a new file: its name must be on the disk as well
            syncDirectory(directory);
            syncedCycle = appender.cycle();
        }
        syncedSequence = lastSequence;
    }

    /** Bytes written into the current queue file, and so the journal's share of the disk, roughly. */
    public long position() {
        return start + length;
    }

    @Override
    public void close() {
        if (context != null) {
            context.rollbackOnClose();
            context.close();
        }
        appender.close();
        queue.close();
    }

    /** Makes the names in a directory durable. */
    static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sync directory " + directory, e);
        }
    }
}
