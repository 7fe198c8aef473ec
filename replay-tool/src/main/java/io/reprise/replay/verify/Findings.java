package io.reprise.replay.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was seen so far. */
final class Findings {
    private final RunFiles files;
    private final List<Damage> damage = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<Part, String> results = new EnumMap<>(Part.class);

    Findings(RunFiles files) {
        this.files = files;
    }

    void damage(Part part, Path file, long offset, long sequence, String reason) {
        damage.add(new Damage(part, files.name(file), offset, sequence, reason));
    }

    /** Worth saying, and no damage. */
    void note(String sentence) {
        notes.add(sentence);
    }

    /** @param result for people, of a part that turns out not to be damaged */
    void result(Part part, String result) {
        results.put(part, result);
    }

    /** What a message says behind the name of the file it is about. */
    static String withoutName(Path file, String message) {
        String name = file.toString();
        return message.startsWith(name) ? "it" + message.substring(name.length()) : message;
    }

    boolean isDamaged(Part part) {
        return damage.stream().anyMatch(found -> found.part() == part);
    }

    List<Damage> damage() {
        return List.copyOf(damage);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** A row for every part that has files or something to say. */
    List<Verification.Row> rows() {
        List<Verification.Row> rows = new ArrayList<>();
        for (Part part : Part.values()) {
            String result = isDamaged(part) ? "DAMAGED" : results.getOrDefault(part, "");
            if (!files.of(part).isEmpty() || !result.isEmpty()) {
                rows.add(new Verification.Row(
                        part, files.of(part).size(), files.bytes(part), result.isEmpty() ? "not looked at" : result));
            }
        }
        return rows;
    }
}
