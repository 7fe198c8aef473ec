package io.reprise.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The hashes a run had at some sequences, one JSON object a line: {@code outputs/states.jsonl}. */
public final class StateLog {
    /** Of a line, and of what a file system keeps in one piece. */
    private static final int LINE_LENGTH_MAX = 4096;

    private final Path file;

    StateLog(Path file) {
        this.file = file;
    }

    /**
     * What was known when the input of {@code sequence} had been applied.
     *
     * @param outputs hash of all output digests so far, 16 hexadecimal digits
     * @param state hash of all state, 16 hexadecimal digits
     */
    public record Entry(long sequence, String outputs, String state) {}

    /** Adds a line and waits until it is on the disk. */
    public void append(Entry entry) {
        try {
            String line = Json.compact(entry) + "\n";
            dropUnfinishedLine();
            Files.writeString(
                    file,
                    line,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
            Disk.syncDirectory(file.getParent());
        } catch (IOException e) {
            throw Disk.failure("cannot write " + file, e);
        }
    }

    /** Sees to it that the disk has room for a further line, whatever else is written meanwhile. */
    public void reserve() {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            Blocks.allocate(file, Files.size(file), LINE_LENGTH_MAX);
        } catch (IOException e) {
            throw Disk.failure("cannot reserve disk for " + file, e);
        }
    }

    /** What a crash left of a line would make the next one unreadable. */
    private void dropUnfinishedLine() throws IOException {
        if (Files.exists(file)) {
            byte[] bytes = Files.readAllBytes(file);
            int whole = wholeLines(bytes);
            if (whole < bytes.length) {
                Disk.truncate(file, whole);
            }
        }
    }

    /** All entries, in order of sequence. A line cut short by a crash at the end is left out. */
    public List<Entry> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        try {
            byte[] bytes = Files.readAllBytes(file);
            String lines = new String(bytes, 0, wholeLines(bytes), StandardCharsets.UTF_8);
            for (String line : lines.split("\n")) {
                if (!line.isEmpty()) {
                    entries.add(Json.read(line.getBytes(StandardCharsets.UTF_8), Entry.class));
                }
            }
        } catch (IOException e) {
            throw new RunUnusableException(
                    file + " is damaged at line " + (entries.size() + 1) + ": " + Json.reason(e));
        }
        return entries;
    }

    /** Whether the file ends with a line that a crash cut short. */
    public boolean hasUnfinishedLine() {
        try {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            return wholeLines(bytes) < bytes.length;
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file, e);
        }
    }

    private static int wholeLines(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** As entries write hashes. */
    public static String hex(long hash) {
        String digits = Long.toHexString(hash);
        return "0".repeat(Long.BYTES * 2 - digits.length()) + digits;
    }
}
