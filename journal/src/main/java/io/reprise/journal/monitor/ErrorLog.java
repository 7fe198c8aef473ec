package io.reprise.journal.monitor;

import static io.reprise.journal.monitor.ErrorLogLayout.ORDER;

import io.reprise.journal.RunUnusableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.agrona.BufferUtil;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.DistinctErrorLog;

/**
 * {@code errors.dat}: everything that went wrong in a server and was not a client's doing, once each, with how often, when
 * first and when last. Two errors are the same when class, message and stack trace are, of the error and of its causes.
 * Bounded: what finds no room is counted. Any thread; allocates.
 */
public final class ErrorLog implements ErrorHandler, AutoCloseable {
    /** Bytes of records when nothing else is asked for. */
    public static final int DEFAULT_LENGTH = 1024 * 1024;

    /** Room for an error or two. */
    public static final int MIN_LENGTH = 4096;

    /** More than anyone reads. */
    public static final int MAX_LENGTH = 1024 * 1024 * 1024;

    private final MappedByteBuffer mapped;
    private final UnsafeBuffer header;
    private final DistinctErrorLog log;
    private long observed;
    private boolean closed;

    /** A sentence worth keeping that no exception says. */
    private static final class Notice extends Exception {
        private static final long serialVersionUID = 1L;

        Notice(String sentence) {
            super(sentence, null, false, false);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }

    /**
     * Puts a new file in place of that of the last start, which is kept under {@code errors/} if there is anything in it.
     *
     * @param length bytes of records, {@link #MIN_LENGTH} to {@link #MAX_LENGTH}; rounded up to a multiple of 8
     */
    public ErrorLog(Path run, int length) {
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "an error log has " + MIN_LENGTH + " to " + MAX_LENGTH + " bytes, not " + length);
        }
        int logLength = length + Long.BYTES - 1 & -Long.BYTES;
        Path file = Errors.file(run);
        this.mapped = MonitorFile.create(file, ErrorLogLayout.HEADER_LENGTH + logLength);
        this.header = new UnsafeBuffer(mapped, 0, ErrorLogLayout.HEADER_LENGTH);
        this.log = new DistinctErrorLog(
                new UnsafeBuffer(mapped, ErrorLogLayout.HEADER_LENGTH, logLength), System::currentTimeMillis);
        header.putInt(ErrorLogLayout.MAGIC_OFFSET, ErrorLogLayout.MAGIC, ORDER);
        header.putInt(ErrorLogLayout.VERSION_OFFSET, ErrorLogLayout.VERSION, ORDER);
        header.putInt(ErrorLogLayout.LOG_LENGTH_OFFSET, logLength, ORDER);
        header.putLong(ErrorLogLayout.PID_OFFSET, ProcessHandle.current().pid(), ORDER);
        header.putLong(ErrorLogLayout.START_MS_OFFSET, System.currentTimeMillis(), ORDER);
        keepLast(run);
        MonitorFile.show(file);
    }

    @Override
    public synchronized void onError(Throwable error) {
        if (closed) {
            return;
        }
        observed++;
        if (!log.record(error)) {
            header.getAndAddLong(ErrorLogLayout.LEFT_OUT_OFFSET, 1);
            header.putLongRelease(ErrorLogLayout.LAST_LEFT_OUT_MS_OFFSET, System.currentTimeMillis());
        }
    }

    /** Notes what is worth keeping although nothing was thrown. */
    public void note(String sentence) {
        onError(new Notice(sentence));
    }

    /** How many were seen since the start, the same one several times included. */
    public synchronized long observed() {
        return observed;
    }

    /** How many of them found no room. */
    public synchronized long leftOut() {
        return closed ? 0 : header.getLong(ErrorLogLayout.LEFT_OUT_OFFSET, ORDER);
    }

    /** Leaves the file as it is, and does nothing more. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            BufferUtil.free(mapped);
        }
    }

    private static void keepLast(Path run) {
        Path file = Errors.file(run);
        try {
            if (Files.exists(file) && isWorthKeeping(file)) {
                Path kept = Errors.kept(run);
                Files.createDirectories(kept);
                Files.move(
                        file,
                        kept.resolve(Files.getLastModifiedTime(file).toMillis() + ".dat"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + file, e);
        }
    }

    private static boolean isWorthKeeping(Path file) {
        try {
            return !Errors.read(file).isEmpty();
        } catch (RunUnusableException e) {
            return true; // whatever it is, it is not ours to delete
        }
    }
}
