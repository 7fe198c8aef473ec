package io.reprise.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One file of a Chronicle queue, read without trusting a byte of it: every length is checked before it is followed. One
 * thread.
 *
 * <p>A queue file is a chain of documents, each a 4-byte header and its content, the next one at a multiple of 4. The
 * header's low 30 bits are the content's length; bit 31 says it is not complete, bit 30 that it is Chronicle's own. See
 * docs/formats/journal.md and docs/decisions/0003.
 */
final class QueueFile implements AutoCloseable {
    static final int HEADER_LENGTH = 4;
    static final int NOT_COMPLETE = 0x8000_0000;
    static final int META_DATA = 0x4000_0000;
    static final int END_OF_FILE = NOT_COMPLETE | META_DATA;
    static final int LENGTH_MASK = 0x3FFF_FFFF;

    /** There is no such position. */
    static final long NOWHERE = -1;

    /** Memory goes to the disk by pages: what a loss of power leaves out lies behind a point up to the end of one. */
    private static final int PAGE_LENGTH = 4096;

    /** So many zeros at the end of a page are taken for bytes that never reached the disk. */
    private static final int UNWRITTEN_LENGTH = 64;

    private static final int QUEUE_AND_BATCH_HEADER_LENGTH = HEADER_LENGTH + RecordLayout.RECORDS_OFFSET;
    private static final long WINDOW_LENGTH = 64L * 1024 * 1024;

    private final Path path;
    private final FileChannel channel;
    private final long length;
    private final long lastHole; // only zeros from there on
    private final UnsafeBuffer window = new UnsafeBuffer(0, 0);
    private final HeaderChecksum headerChecksum;
    private MappedByteBuffer mapped;
    private long windowStart;

    QueueFile(Path path, HeaderChecksum headerChecksum) throws IOException {
        this.path = path;
        this.headerChecksum = headerChecksum;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.length = channel.size();
        this.lastHole = Blocks.lastHole(path, length);
    }

    Path path() {
        return path;
    }

    long length() {
        return length;
    }

    /** Where the last bytes end that were ever written: only zeros follow. */
    long writtenLength() {
        return lastHole;
    }

    /** The mapped part; {@link #map} says where a position lies in it. */
    UnsafeBuffer buffer() {
        return window;
    }

    ByteBuffer bytes() {
        return mapped;
    }

    /** Whether the file has so many bytes from a position on. */
    boolean reaches(long position, long count) {
        return position + count <= length;
    }

    /**
     * Makes a range readable in {@link #buffer()}.
     *
     * @param count at most a document of {@link JournalAppender#MAX_DOCUMENT_LENGTH}
     * @return the range's offset there, or -1 when the file ends before the range does
     */
    int map(long position, int count) throws IOException {
        if (!reaches(position, count)) {
            return -1;
        }
        if (mapped == null || position < windowStart || position + count > windowStart + window.capacity()) {
            unmap();
            windowStart = position - position % PAGE_LENGTH;
            mapped = channel.map(
                    FileChannel.MapMode.READ_ONLY, windowStart, Math.min(WINDOW_LENGTH, length - windowStart));
            window.wrap(mapped);
        }
        return (int) (position - windowStart);
    }

    /** The document header at a position; 0 when nothing was ever written there. */
    int header(long position) throws IOException {
        int offset = map(position, HEADER_LENGTH);
        return offset < 0 ? 0 : window.getInt(offset, RecordLayout.ORDER);
    }

    /** Whether a batch of this run, with an intact header of its own, starts after the document header at a position. */
    boolean holdsBatch(long position) throws IOException {
        int offset = map(position + HEADER_LENGTH, RecordLayout.RECORDS_OFFSET);
        return offset >= 0
                && window.getInt(offset + RecordLayout.MAGIC_OFFSET, RecordLayout.ORDER) == RecordLayout.MAGIC
                && window.getInt(offset + RecordLayout.HEADER_CRC32C_OFFSET, RecordLayout.ORDER)
                        == headerChecksum.compute(window, offset);
    }

    /** Whether the first record of a document was begun behind the document header at a position. */
    boolean holdsBytes(long position) throws IOException {
        int offset = map(position + HEADER_LENGTH, RecordLayout.RECORDS_OFFSET + Integer.BYTES);
        return offset >= 0 && window.getInt(offset + RecordLayout.RECORDS_OFFSET, RecordLayout.ORDER) != 0;
    }

    /** Position of the first intact batch in a range that holds frames not before {@code sequence}, or {@link #NOWHERE}. */
    long findBatch(long from, long to, long sequence) throws IOException {
        long end = Math.min(to, lastHole);
        for (long position = from; position < end; position += HEADER_LENGTH) {
            int offset = map(position, QUEUE_AND_BATCH_HEADER_LENGTH);
            if (offset < 0) {
                return NOWHERE;
            }
            if (window.getInt(offset + HEADER_LENGTH, RecordLayout.ORDER) == RecordLayout.MAGIC
                    && holdsBatch(position)
                    && batchField(position, RecordLayout.FIRST_SEQUENCE_OFFSET) >= sequence) {
                return position;
            }
        }
        return NOWHERE;
    }

    /** Of the first intact batch; 0 without one. */
    long firstSequence() throws IOException {
        long batch = findBatch(0, length, 1);
        return batch == NOWHERE ? 0 : batchField(batch, RecordLayout.FIRST_SEQUENCE_OFFSET);
    }

    /** Whether any batch from a position on says that this sequence was on the disk when it was written itself. */
    boolean knowsSynced(long from, long sequence) throws IOException {
        for (long batch = from; batch != NOWHERE; batch = findBatch(batch + HEADER_LENGTH, length, sequence)) {
            if (batchField(batch, RecordLayout.SYNCED_SEQUENCE_OFFSET) >= sequence) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a document, which a batch was before, can be missing because its page never reached the disk. No single
     * wrong bit makes a header zero; and when the header is there, then all of its page is.
     *
     * @param later position of an intact batch, which no such page can hold
     */
    boolean lacksDocument(long position, long later) throws IOException {
        long nextPage = pageEnd(position);
        if (header(position) == 0) {
            return nextPage <= later;
        }
        return nextPage <= position + QUEUE_AND_BATCH_HEADER_LENGTH
                && nextPage + PAGE_LENGTH <= later
                && isUnwritten(nextPage);
    }

    /** Whether one of the pages under a range looks as if its end never reached the disk. */
    boolean lacksPageOf(long from, long to, long later) throws IOException {
        for (long end = pageEnd(from); end < to + PAGE_LENGTH && end <= later; end += PAGE_LENGTH) {
            if (isUnwritten(end - UNWRITTEN_LENGTH)) {
                return true;
            }
        }
        return false;
    }

    private static long pageEnd(long position) {
        return (position / PAGE_LENGTH + 1) * PAGE_LENGTH;
    }

    private boolean isUnwritten(long position) throws IOException {
        int offset = map(position, UNWRITTEN_LENGTH);
        for (int i = 0; offset >= 0 && i < UNWRITTEN_LENGTH; i += Long.BYTES) {
            if (window.getLong(offset + i) != 0) {
                return false;
            }
        }
        return true;
    }

    private long batchField(long position, int fieldOffset) throws IOException {
        int offset = map(position + HEADER_LENGTH, RecordLayout.RECORDS_OFFSET);
        return window.getLong(offset + fieldOffset, RecordLayout.ORDER);
    }

    private void unmap() {
        window.wrap(0, 0);
        BufferUtil.free(mapped);
        mapped = null;
    }

    @Override
    public void close() throws IOException {
        unmap();
        channel.close();
    }
}
