package io.reprise.journal.monitor;

import static io.reprise.journal.monitor.ErrorLogLayout.ORDER;

import io.reprise.journal.RunUnusableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.DistinctErrorLog;

/**
 * What the error log of one start of a server says. The server may be running, in another process, or gone: nothing in
 * the file is believed before it was looked at.
 *
 * @param pid of the server
 * @param startMs when the server was started, ms since the Unix epoch
 * @param leftOut observations that found no room
 * @param lastLeftOutMs when the last of them was, ms since the Unix epoch
 * @param errors in the order they were first seen
 */
public record Errors(long pid, long startMs, long leftOut, long lastLeftOutMs, List<Entry> errors) {
    /**
     * One error.
     *
     * @param count how often it was seen
     * @param firstMs when, since the Unix epoch
     * @param lastMs when, since the Unix epoch
     * @param text as a stack trace is printed, without control characters but tabs and line ends
     */
    public record Entry(int count, long firstMs, long lastMs, String text) {}

    public boolean isEmpty() {
        return errors.isEmpty() && leftOut == 0;
    }

    /**
     * The error logs of a run, oldest first.
     *
     * @throws RunUnusableException when there are none
     */
    public static List<Path> files(Path run) {
        if (!Files.isDirectory(run)) {
            throw new RunUnusableException("there is no run at " + run + ": no such directory");
        }
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(kept(run))) {
            try (Stream<Path> kept = Files.list(kept(run))) {
                kept.sorted().forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list " + kept(run), e);
            }
        }
        if (Files.exists(file(run))) {
            files.add(file(run));
        }
        if (files.isEmpty()) {
            throw new RunUnusableException(
                    run + " has no error log (" + file(run).getFileName() + "): no server has served it yet");
        }
        return files;
    }

    /** @throws RunUnusableException when the file is not what a server writes */
    public static Errors read(Path file) {
        MappedByteBuffer mapped = MonitorFile.map(file, ErrorLogLayout.HEADER_LENGTH, MonitorFile.MAX_LENGTH);
        try {
            return read(file, new UnsafeBuffer(mapped));
        } catch (InternalError e) {
            throw MonitorFile.cutOff(file);
        } finally {
            BufferUtil.free(mapped);
        }
    }

    static Path file(Path run) {
        return run.resolve("errors.dat");
    }

    static Path kept(Path run) {
        return run.resolve("errors");
    }

    private static Errors read(Path file, UnsafeBuffer bytes) {
        MonitorFile.requireHeader(file, bytes, ErrorLogLayout.MAGIC, ErrorLogLayout.VERSION);
        int logLength = bytes.getInt(ErrorLogLayout.LOG_LENGTH_OFFSET, ORDER);
        MonitorFile.require(
                file,
                logLength >= 0 && logLength <= bytes.capacity() - ErrorLogLayout.HEADER_LENGTH,
                "its records do not fit into it");
        return new Errors(
                bytes.getLong(ErrorLogLayout.PID_OFFSET, ORDER),
                bytes.getLong(ErrorLogLayout.START_MS_OFFSET, ORDER),
                bytes.getLongVolatile(ErrorLogLayout.LEFT_OUT_OFFSET),
                bytes.getLongVolatile(ErrorLogLayout.LAST_LEFT_OUT_MS_OFFSET),
                entries(file, bytes, ErrorLogLayout.HEADER_LENGTH + logLength));
    }

    private static List<Entry> entries(Path file, UnsafeBuffer bytes, int end) {
        List<Entry> entries = new ArrayList<>();
        int offset = ErrorLogLayout.HEADER_LENGTH;
        while (end - offset > DistinctErrorLog.ENCODED_ERROR_OFFSET) {
            int length = bytes.getIntVolatile(offset + DistinctErrorLog.LENGTH_OFFSET);
            if (length == 0) {
                break;
            }
            MonitorFile.require(
                    file,
                    length >= DistinctErrorLog.ENCODED_ERROR_OFFSET && length <= end - offset,
                    "error " + (entries.size() + 1) + " has " + length + " bytes");
            entries.add(new Entry(
                    Math.max(1, bytes.getIntVolatile(offset + DistinctErrorLog.OBSERVATION_COUNT_OFFSET)),
                    bytes.getLong(offset + DistinctErrorLog.FIRST_OBSERVATION_TIMESTAMP_OFFSET, ORDER),
                    bytes.getLongVolatile(offset + DistinctErrorLog.LAST_OBSERVATION_TIMESTAMP_OFFSET),
                    text(
                            bytes,
                            offset + DistinctErrorLog.ENCODED_ERROR_OFFSET,
                            length - DistinctErrorLog.ENCODED_ERROR_OFFSET)));
            offset += length + DistinctErrorLog.RECORD_ALIGNMENT - 1 & -DistinctErrorLog.RECORD_ALIGNMENT;
        }
        return Collections.unmodifiableList(entries);
    }

    /** It goes to a terminal. */
    private static String text(UnsafeBuffer bytes, int offset, int length) {
        byte[] text = new byte[length];
        bytes.getBytes(offset, text);
        StringBuilder printable = new StringBuilder(length);
        new String(text, StandardCharsets.UTF_8)
                .codePoints()
                .filter(c -> c != '\r')
                .forEach(c -> {
                    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
                    printable.appendCodePoint(control ? '?' : c);
                });
        return printable.toString().stripTrailing();
    }
}
