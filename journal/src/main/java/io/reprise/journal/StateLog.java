package io.reprise.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The hashes a run had at some sequences, one JSON object a line: {@code outputs/states.jsonl}. */
public final class StateLog {
    private static final ObjectMapper JSON = new ObjectMapper();

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
            String line = JSON.writeValueAsString(entry) + "\n";
            Files.writeString(
                    file,
                    line,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** All entries, in order of sequence. A line cut short by a crash at the end is left out. */
    public List<Entry> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        try {
            String text = Files.readString(file);
            int wholeLines = text.lastIndexOf('\n') + 1;
            for (String line : text.substring(0, wholeLines).split("\n")) {
                if (!line.isEmpty()) {
                    entries.add(JSON.readValue(line, Entry.class));
                }
            }
        } catch (IOException e) {
            throw new RunUnusableException(file + " is damaged: " + e.getMessage());
        }
        return entries;
    }

    /** As entries write hashes. */
    public static String hex(long hash) {
        String digits = Long.toHexString(hash);
        return "0".repeat(Long.BYTES * 2 - digits.length()) + digits;
    }
}
