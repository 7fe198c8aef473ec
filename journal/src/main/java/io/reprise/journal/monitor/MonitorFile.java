package io.reprise.journal.monitor;

import io.reprise.journal.RunUnusableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/** Files that one process writes through a mapping and others read. All begin with magic and version. */
final class MonitorFile {
    /** The longest file that is mapped: what an int reaches. */
    static final long MAX_LENGTH = Integer.MAX_VALUE;

    private static final int CHUNK = 64 * 1024;
    private static final int MAGIC_OFFSET = 0;
    private static final int VERSION_OFFSET = 4;

    private MonitorFile() {}

    /**
     * A new file of zeros, under another name for now. All of it is written: a hole that found no room later would be a
     * signal, not an exception.
     */
    static MappedByteBuffer create(Path file, int length) {
        try (FileChannel channel = FileChannel.open(
                unfinished(file),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int written = 0; written < length; ) {
                written += channel.write(ByteBuffer.allocate(Math.min(CHUNK, length - written)));
            }
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + file, e);
        }
    }

    /** Gives a file its name, in place of what had it: whoever has mapped that one keeps it as it was. */
    static void show(Path file) {
        try {
            Files.move(unfinished(file), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + file, e);
        }
    }

    /** Somebody's file, to be read. When it is cut off meanwhile, reading throws InternalError. */
    static MappedByteBuffer map(Path file, long minLength, long maxLength) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = channel.size();
            require(file, length >= minLength && length <= maxLength, "it has " + length + " bytes");
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, length);
        } catch (IOException e) {
            throw new RunUnusableException(file + " cannot be read: " + e.getMessage());
        }
    }

    static void requireHeader(Path file, UnsafeBuffer bytes, int magic, int version) {
        require(file, bytes.getInt(MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN) == magic, "it starts with other bytes");
        int actual = bytes.getInt(VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN);
        require(file, actual == version, "it has layout version " + actual + ", and this build reads " + version);
    }

    static void require(Path file, boolean condition, String otherwise) {
        if (!condition) {
            throw unusable(file, otherwise);
        }
    }

    static RunUnusableException cutOff(Path file) {
        return unusable(file, "it became shorter while it was read");
    }

    static RunUnusableException unusable(Path file, String why) {
        return new RunUnusableException(file + " is damaged or of another kind: " + why);
    }

    private static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }
}
