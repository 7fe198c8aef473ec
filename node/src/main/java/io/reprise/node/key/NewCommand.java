package io.reprise.node.key;

import io.reprise.ingress.security.ApiKey;
import io.reprise.ingress.security.KeyEntry;
import io.reprise.ingress.security.KeysFile;
import io.reprise.kernel.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reprise key new}. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a key, appends its hash to the file, and prints the key: this once, and it is kept nowhere.",
            "A running server takes it within two seconds."
        },
        footer = {"", "Exit codes: 0 made, 2 unusable input."})
final class NewCommand implements Callable<Integer> {
    @Option(names = "--keys", required = true, paramLabel = "FILE", description = "Keys file; made if missing.")
    private Path file;

    @Option(
            names = "--id",
            required = true,
            paramLabel = "NAME",
            description = "Public name of the key: 1 to 64 letters, digits, - and _.")
    private String id;

    @Option(
            names = "--scopes",
            required = true,
            paramLabel = "NAME,…",
            description = "What it is for: names of services, metrics, or * for everything.")
    private String scopes;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "When it ends: a moment such as 2027-01-31T00:00:00Z, or a number of days such as 90d"
                    + " (default: never).")
    private String expires;

    @Option(
            names = "--replace",
            defaultValue = "false",
            description = "Give a key that is there a new secret; the old one ends.")
    private boolean replace;

    @Override
    public Integer call() throws IOException {
        KeysFile keys = KeysFile.readOrEmpty(file);
        boolean known = keys.entries(KeyCommand.services()).stream()
                .anyMatch(entry -> entry.id().equals(id));
        if (known != replace) {
            throw new IllegalArgumentException(
                    known
                            ? file + " has a key \"" + id + "\" already; take another --id, or --replace it"
                            : file + " has no key \"" + id + "\" to replace");
        }
        SortedSet<String> wanted = KeyEntry.parseScopes(scopes);
        KeysFile.requireKnown(wanted, KeyCommand.services());
        ApiKey key = ApiKey.create(id);
        keys.put(KeyEntry.of(key, wanted, expires == null ? Instant.MAX : moment(expires)));
        keys.write();
        System.out.println(key.text());
        return ExitCode.OK;
    }

    private static Instant moment(String text) {
        try {
            return text.matches("[0-9]{1,5}d")
                    ? Instant.ofEpochSecond(Instant.now().getEpochSecond())
                            .plus(Duration.ofDays(Integer.parseInt(text.substring(0, text.length() - 1))))
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "--expires takes a moment such as 2027-01-31T00:00:00Z or days such as 90d, not \"" + text + "\"",
                    e);
        }
    }
}
