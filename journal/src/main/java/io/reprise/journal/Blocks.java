package io.reprise.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.core.OS;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;

/**
 * Blocks of the file system for bytes that are not written yet. A store into a mapped page for which the disk has no
 * block is a signal to the process; with its block allocated before, it cannot fail for want of room.
 *
 * <p>Uses {@code fallocate} where system and file system have it; elsewhere zeros are written. Any thread.
 */
final class Blocks {
    private static final int GROW = 0;
    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;

    private static final int SEEK_DATA = 3; // of lseek on Linux; Chronicle's library has other numbers for them
    private static final int SEEK_HOLE = 4;

    private static final int EINTR = 4;
    private static final int ENXIO = 6;
    private static final int EFBIG = 27;
    private static final int ENOSPC = 28;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final int EDQUOT = 122;

    private static final int PAGE_LENGTH = 4096;
    private static final int ZEROS_LENGTH = 1024 * 1024;

    private Blocks() {}

    /** Gives a range of a file its blocks. */
    @FunctionalInterface
    interface Allocator {
        /**
         * @param offset where the range starts; bytes that are written already keep their content
         * @throws StorageFullException when there is no room for the range
         */
        void allocate(Path file, long offset, long length) throws IOException;
    }

    /** Allocates and leaves the file's length as it is. The range must not be written to meanwhile. */
    static void allocate(Path file, long offset, long length) throws IOException {
        allocate(file, KEEP_SIZE, offset, length);
    }

    /** Allocates and makes the file as long as the range reaches; new bytes read as zero. */
    static void grow(Path file, long offset, long length) throws IOException {
        allocate(file, GROW, offset, length);
    }

    private static void allocate(Path file, int mode, long offset, long length) throws IOException {
        int error = fallocate(file, mode, offset, length);
        switch (error) {
            case 0 -> {}
            case ENOSPC, EDQUOT, EFBIG ->
                throw new StorageFullException("no room for " + length + " bytes more in " + file + ": "
                        + PosixAPI.posix().strerror(error));
            case ENOSYS, EOPNOTSUPP -> writeZeros(file, offset, length);
            default ->
                throw new IOException("cannot allocate blocks for " + file + ": "
                        + PosixAPI.posix().strerror(error));
        }
    }

    /** Returns 0 or why it failed. */
    private static int fallocate(Path file, int mode, long offset, long length) throws IOException {
        try {
            PosixAPI posix = PosixAPI.posix();
            int descriptor = open(posix, file);
            try {
                int error = EINTR;
                while (error == EINTR) {
                    error = posix.fallocate(descriptor, mode, offset, length) == 0 ? 0 : posix.lastError();
                }
                return error;
            } finally {
                posix.close(descriptor);
            }
        } catch (RuntimeException | LinkageError e) { // a system whose calls Chronicle's library does not know
            return ENOSYS;
        }
    }

    private static int open(PosixAPI posix, Path file) throws IOException {
        int descriptor = posix.open(file.toString(), OpenFlag.O_RDWR, 0);
        if (descriptor < 0) {
            throw new IOException("cannot open " + file + ": " + posix.strerror(posix.lastError()));
        }
        return descriptor;
    }

    private static void writeZeros(Path file, long offset, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(ZEROS_LENGTH);
            for (long position = offset; position < offset + length; ) {
                zeros.clear().limit((int) Math.min(ZEROS_LENGTH, offset + length - position));
                position += channel.write(zeros, position);
            }
        } catch (IOException e) {
            if (StorageFullException.isReasonOf(e)) {
                throw new StorageFullException("no room for " + length + " bytes more in " + file);
            }
            throw e;
        }
    }

    /**
     * Gives back the blocks of the zeros that a file ends with. Not a byte of the file changes, and its length does not;
     * a file system that cannot do it keeps them.
     */
    static void releaseZeros(Path file) throws IOException {
        long length = Files.size(file);
        long start = (endOfData(file, length) + PAGE_LENGTH - 1) / PAGE_LENGTH * PAGE_LENGTH;
        try {
            PosixAPI posix = PosixAPI.posix();
            int descriptor = open(posix, file);
            try {
                if (start < length) {
                    posix.fallocate(descriptor, PUNCH_HOLE | KEEP_SIZE, start, length - start);
                }
                posix.ftruncate(descriptor, length); // to the length it has: gives back what lies behind
            } finally {
                posix.close(descriptor);
            }
        } catch (RuntimeException | LinkageError e) {
            // no such calls here: then nothing was allocated by them either
        }
    }

    /**
     * Where the hole begins that a file ends with: from there on it has nothing but zeros. Its length when it ends with no
     * hole, or the system does not tell.
     */
    static long lastHole(Path file, long length) {
        if (!OS.isLinux()) {
            return length;
        }
        try {
            PosixAPI posix = PosixAPI.posix();
            int descriptor = posix.open(file.toString(), OpenFlag.O_RDONLY, 0);
            try {
                long hole = 0;
                long data = posix.lseek(descriptor, 0, SEEK_DATA);
                while (data >= 0 && data < length) {
                    hole = posix.lseek(descriptor, data, SEEK_HOLE);
                    data = posix.lseek(descriptor, hole, SEEK_DATA);
                }
                return data < 0 && posix.lastError() == ENXIO ? Math.min(hole, length) : length;
            } finally {
                posix.close(descriptor);
            }
        } catch (RuntimeException | LinkageError e) { // a system whose calls Chronicle's library does not know
            return length;
        }
    }

    /** Where the zeros begin that a file ends with, to within a long. */
    private static long endOfData(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(ZEROS_LENGTH);
            for (long start = (lastHole(file, length) - 1) / ZEROS_LENGTH * ZEROS_LENGTH;
                    start >= 0;
                    start -= ZEROS_LENGTH) {
                bytes.clear();
                while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {
                    // until the end of the piece or of the file
                }
                while (bytes.position() % Long.BYTES != 0) {
                    bytes.put((byte) 0);
                }
                for (int end = bytes.position(); end > 0; end -= Long.BYTES) {
                    if (bytes.getLong(end - Long.BYTES) != 0) {
                        return Math.min(start + end, length);
                    }
                }
            }
            return 0;
        }
    }
}
