package io.reprise.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes things durable. What fails is thrown, once: after a failed sync the next one may succeed without the bytes. */
final class Disk {
    private Disk() {}

    /** Makes the names in a directory durable. */
    static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw new StorageFailedException("cannot sync directory " + directory, e);
        }
    }

    /** Makes the bytes of a file durable, those written through mappings included. */
    static void syncFile(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(false);
        } catch (IOException e) {
            throw new StorageFailedException("cannot sync " + file, e);
        }
    }

    /** Cuts a file off. */
    static void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    /** What a write that failed is to be thrown as. */
    static RuntimeException failure(String what, IOException cause) {
        return StorageFullException.isReasonOf(cause)
                ? new StorageFullException(what + ": " + cause.getMessage())
                : new StorageFailedException(what, cause);
    }
}
