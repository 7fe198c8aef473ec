package io.reprise.node;

import io.reprise.journal.BootId;
import io.reprise.journal.JournalReader;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.frame.FrameFlyweight;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The journal of a run that nobody serves, read in this process. */
final class Journal {
    private Journal() {}

    /** Hands on every frame, valid during the call. Returns the last sequence. */
    static long forEach(Path run, Consumer<FrameFlyweight> action) {
        try (RunDirectory directory = RunDirectory.open(run);
                JournalReader reader = new JournalReader(directory, BootId.current())) {
            while (reader.next()) {
                action.accept(reader.frame());
            }
            return reader.sequence();
        }
    }
}
