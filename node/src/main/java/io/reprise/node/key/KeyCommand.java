package io.reprise.node.key;

import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code reprise key}: groups the verbs. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Makes, lists and revokes the keys that clients of a server show; see `serve --keys`.",
        subcommands = {NewCommand.class, ListCommand.class, RevokeCommand.class})
public final class KeyCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine.usage(spec.commandLine(), System.out);
        return ExitCode.OK;
    }

    /** That a scope may name. */
    static Set<String> services() {
        return Machines.discover().stream().map(MachineProvider::name).collect(Collectors.toSet());
    }
}
