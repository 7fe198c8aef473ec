package io.reprise.node.key;

import io.reprise.ingress.security.KeyEntry;
import io.reprise.ingress.security.KeysFile;
import io.reprise.kernel.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reprise key revoke}. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = {
            "Revokes a key. A running server refuses it within two seconds, on open connections as well.",
            "The line stays in the file, so that the id is not given to somebody else."
        },
        footer = {"", "Exit codes: 0 revoked, 2 unusable input."})
final class RevokeCommand implements Callable<Integer> {
    @Option(names = "--keys", required = true, paramLabel = "FILE", description = "Keys file.")
    private Path file;

    @Option(names = "--id", required = true, paramLabel = "NAME", description = "Public name of the key.")
    private String id;

    @Override
    public Integer call() throws IOException {
        KeysFile keys = KeysFile.read(file);
        KeyEntry entry = keys.entries(KeyCommand.services()).stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(file + " has no key \"" + id + "\""));
        keys.put(entry.revoke());
        keys.write();
        System.out.println("revoked " + id);
        return ExitCode.OK;
    }
}
