package io.reprise.node.key;

import io.reprise.ingress.security.KeyEntry;
import io.reprise.ingress.security.KeysFile;
import io.reprise.kernel.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reprise key list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the keys of a file: id, state, when it ends, scopes.",
        footer = {"", "Exit codes: 0 listed, 2 unusable input."})
final class ListCommand implements Callable<Integer> {
    private static final String ROW = "%-24s %-8s %-20s %s%n";

    @Option(names = "--keys", required = true, paramLabel = "FILE", description = "Keys file.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        System.out.printf(Locale.ROOT, ROW, "id", "state", "expires", "scopes");
        for (KeyEntry entry : KeysFile.read(file).entries(KeyCommand.services())) {
            boolean forever = entry.expires().equals(Instant.MAX);
            System.out.printf(
                    Locale.ROOT,
                    ROW,
                    entry.id(),
                    state(entry),
                    forever ? "never" : entry.expires(),
                    String.join(",", entry.scopes()));
        }
        return ExitCode.OK;
    }

    private static String state(KeyEntry entry) {
        if (entry.revoked()) {
            return "revoked";
        }
        return entry.expires().isAfter(Instant.now()) ? "valid" : "expired";
    }
}
