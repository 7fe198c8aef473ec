package io.reprise.replay.latency.log;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The lines of a log that may still be written, or whose writer was killed: text behind the last line break is not a
 * line yet and is never given out. What is not UTF-8 arrives as U+FFFD, so that a damaged line can be named by number.
 */
final class CompleteLines implements Closeable {
    private static final int MAX_LENGTH = 1 << 24; // chars; a full histogram of 5 digits takes a tenth of this

    private final Path file;
    private final BufferedReader reader;
    private final StringBuilder line = new StringBuilder();
    private long number;
    private boolean unfinished;

    CompleteLines(Path file) throws IOException {
        this.file = file;
        // Not Files.newBufferedReader, whose decoder throws at the first malformed byte.
        this.reader = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    /** @return null at the end */
    String next() throws IOException {
        line.setLength(0);
        number++;
        int character = reader.read();
        while (character != '\n') {
            if (character < 0) {
                unfinished = line.length() > 0;
                return null;
            }
            if (line.length() == MAX_LENGTH) {
                throw damaged("it is longer than " + MAX_LENGTH + " characters");
            }
            line.append((char) character);
            character = reader.read();
        }
        return line.toString().strip();
    }

    /** Number of the line given out last, from 1. */
    long number() {
        return number;
    }

    /** Whether text without a line break was found at the end. */
    boolean unfinished() {
        return unfinished;
    }

    UnusableLatencyException damaged(String reason) {
        return new UnusableLatencyException("damaged latency log " + file + ", line " + number + ": " + reason);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
