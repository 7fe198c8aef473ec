package io.reprise.node.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant who wrote a name that does not exist. */
final class Nearest {
    private static final int MAX_EDITS = 2;
    private static final int LETTERS_PER_EDIT = 3;

    private Nearest() {}

    /** The name that takes the fewest edits, if it takes few. */
    static Optional<String> to(String written, Collection<String> names) {
        int allowed = Math.max(MAX_EDITS, written.length() / LETTERS_PER_EDIT);
        return names.stream()
                .filter(name -> edits(written, name) <= allowed)
                .min(Comparator.<String>comparingInt(name -> edits(written, name))
                        .thenComparing(name -> name));
    }

    /** Letters to insert, delete or replace (Levenshtein). */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
