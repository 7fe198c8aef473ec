package io.reprise.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The digest of the answers to every input, 8 bytes each, at a place given by its sequence: {@code outputs/digests.bin}.
 * Evidence for replay, not needed for recovery. One thread.
 *
 * <pre>
 *   offset                   bytes
 *   8 * (sequence - 1)           8  digest of that input's answers; 0 = not executed yet
 * </pre>
 *
 * <p>The file grows by blocks of zero bytes that the disk has room for, not just mapped: a full disk is then an exception
 * here and not a signal later. While a run is served somebody else lets it grow, ahead of need.
 */
final class DigestLog implements AutoCloseable {
    static final int BLOCK_LENGTH = 1024 * 1024;

    private static final long DIGESTS_PER_BLOCK = BLOCK_LENGTH / Long.BYTES;
    private static final long NO_BLOCK = -1;

    private final Path file;
    private final FileChannel channel;
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);
    private final boolean writable;
    private MappedByteBuffer mapped;
    private long blockNumber = NO_BLOCK;
    private SpaceAhead space;

    DigestLog(Path file, boolean writable) {
        this.file = file;
        this.writable = writable;
        try {
            this.channel = writable
                    ? FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    : FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + file, e);
        }
    }

    /** 0 when the input was not executed yet. */
    long get(long sequence) {
        boolean there = select(sequence) && offset(sequence) + Long.BYTES <= block.capacity();
        return there ? block.getLong(offset(sequence), RecordLayout.ORDER) : 0;
    }

    void put(long sequence, long digest) {
        select(sequence);
        try {
            block.putLong(offset(sequence), digest, RecordLayout.ORDER);
        } catch (InternalError e) {
            throw new StorageFailedException("a page of " + file + " cannot be written", e);
        }
    }

    /** Makes every digest behind a sequence 0. */
    void truncate(long sequence) {
        unmap();
        try {
            channel.truncate(Long.BYTES * sequence);
        } catch (IOException e) {
            throw Disk.failure("cannot cut " + file, e);
        }
    }

    /** From now on the file grows ahead of what is put. */
    void growAhead(DiskReserve reserve, long sequence) {
        space = reserve.digests(file, Long.BYTES * sequence);
        unmap();
    }

    private static int offset(long sequence) {
        return (int) ((sequence - 1) % DIGESTS_PER_BLOCK) * Long.BYTES;
    }

    private boolean select(long sequence) {
        long wanted = (sequence - 1) / DIGESTS_PER_BLOCK;
        return wanted == blockNumber || map(wanted);
    }

    private boolean map(long wanted) {
        try {
            long start = wanted * BLOCK_LENGTH;
            if (space != null) {
                space.advance(start);
            }
            if (writable && channel.size() < start + BLOCK_LENGTH) {
                writeZeros(channel.size(), start + BLOCK_LENGTH);
            }
            long length = Math.min(BLOCK_LENGTH, channel.size() - start);
            if (length <= 0) {
                return false;
            }
            unmap();
            mapped = channel.map(
                    writable ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY, start, length);
            block.wrap(mapped);
            blockNumber = wanted;
            return true;
        } catch (IOException e) {
            throw Disk.failure("cannot " + (writable ? "extend " : "read ") + file, e);
        }
    }

    private void writeZeros(long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK_LENGTH);
        for (long position = from; position < to; ) {
            zeros.clear().limit((int) Math.min(BLOCK_LENGTH, to - position));
            position += channel.write(zeros, position);
        }
        BufferUtil.free(zeros);
    }

    private void unmap() {
        block.wrap(0, 0);
        BufferUtil.free(mapped);
        mapped = null;
        blockNumber = NO_BLOCK;
    }

    @Override
    public void close() {
        unmap();
        try {
            if (space != null) {
                space.release();
            }
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
