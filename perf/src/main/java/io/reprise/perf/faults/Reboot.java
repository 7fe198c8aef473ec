package io.reprise.perf.faults;

import io.reprise.journal.BootId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The machine was started again since a run was used, as far as the next start of a server can see. */
final class Reboot {
    private Reboot() {}

    /** Changes the id of the boot in the manifest. */
    static void of(Path run) throws IOException {
        Path manifest = run.resolve("run.json");
        String text = Files.readString(manifest);
        Files.writeString(
                manifest, text.replace(BootId.current(), UUID.randomUUID().toString()));
    }

    /** Whether a server says what a loss of power took, or may have taken. */
    static boolean isSaid(String errors) {
        return errors.contains("dropped the tail of ") || errors.contains("the power may have gone");
    }
}
