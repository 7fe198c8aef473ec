package io.reprise.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
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

    private static final long WINDOW_LENGTH = 64L * 1024 * 1024;
    private static final int PAGE_LENGTH = 4096;

    private final Path path;
    private final FileChannel channel;
    private final long length;
    private final UnsafeBuffer window = new UnsafeBuffer(0, 0);
    private final CRC32C crc = new CRC32C();
    private final byte[] scratch = new byte[RecordLayout.HEADER_CRC32C_OFFSET];
    private MappedByteBuffer mapped;
    private long windowStart;

    QueueFile(Path path) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.length = channel.size();
    }

    Path path() {
        return path;
    }

    long length() {
        return length;
    }

    /** The mapped part; {@link #map} says where a position lies in it. */
    UnsafeBuffer buffer() {
        return window;
    }

    ByteBuffer bytes() {
        return mapped;
    }

    /**
     * Makes a range readable in {@link #buffer()}.
     *
     * @return the range's offset there, or -1 when the file ends before the range does
     */
    int map(long position, int count) throws IOException {
        if (position + count > length) {
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

    /** Whether a batch of ours, with an intact header of its own, starts after the document header at a position. */
    boolean holdsBatch(long position) throws IOException {
        int offset = map(position + HEADER_LENGTH, RecordLayout.RECORDS_OFFSET);
        return offset >= 0
                && window.getInt(offset + RecordLayout.MAGIC_OFFSET, RecordLayout.ORDER) == RecordLayout.MAGIC
                && window.getInt(offset + RecordLayout.HEADER_CRC32C_OFFSET, RecordLayout.ORDER)
                        == RecordLayout.headerCrc32c(window, offset, crc, scratch);
    }

    /** Position of the first intact batch at or after {@code from} that holds frames not before {@code sequence}, or -1. */
    long findBatch(long from, long sequence) throws IOException {
        for (long position = from; position + HEADER_LENGTH + RecordLayout.RECORDS_OFFSET <= length; position += 4) {
            int offset = map(position, HEADER_LENGTH + RecordLayout.RECORDS_OFFSET);
            if (window.getInt(offset + HEADER_LENGTH, RecordLayout.ORDER) == RecordLayout.MAGIC
                    && holdsBatch(position)
                    && firstSequence(position) >= sequence) {
                return position;
            }
        }
        return -1;
    }

    private long firstSequence(long position) throws IOException {
        int offset = map(position + HEADER_LENGTH, RecordLayout.RECORDS_OFFSET);
        return window.getLong(offset + RecordLayout.FIRST_SEQUENCE_OFFSET, RecordLayout.ORDER);
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
