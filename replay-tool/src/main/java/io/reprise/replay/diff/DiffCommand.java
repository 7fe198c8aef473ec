package io.reprise.replay.diff;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import io.reprise.replay.Progress;
import io.reprise.replay.build.MachineJars;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise diff RUN_A RUN_B}. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Executes two runs side by side and shows the first request, the first answer and the first state that differ.",
            "Times and sequences of frames are not compared."
        },
        footer = {"", "Exit codes: 0 no difference, 1 they differ, 2 unusable input."})
public final class DiffCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "RUN_A", description = "Run directory.")
    private Path a;

    @Parameters(index = "1", paramLabel = "RUN_B", description = "The other one.")
    private Path b;

    @Option(
            names = "--machine-a",
            paramLabel = "NAME=JAR",
            description = "The jar of a machine that made RUN_A, if it is not this build's.")
    private Map<String, Path> jarsA = new TreeMap<>();

    @Option(names = "--machine-b", paramLabel = "NAME=JAR", description = "The same of RUN_B.")
    private Map<String, Path> jarsB = new TreeMap<>();

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Progress progress = new Progress("comparing", System.err);
        RunDiff diff = RunDiff.of(a, machines(a, jarsA), b, machines(b, jarsB), progress::at);
        progress.end();
        if (json) {
            System.out.println(json(diff));
        } else {
            new DiffText(System.out).print(diff);
        }
        return diff.isSame() ? ExitCode.OK : ExitCode.DIVERGED;
    }

    private static List<MachineProvider> machines(Path path, Map<String, Path> jars) {
        try (RunDirectory run = RunDirectory.openToRead(path)) {
            return MachineJars.asMadeBy(run.manifest(), MachineJars.replace(Machines.discover(), jars));
        }
    }

    /** As one object. */
    static ObjectNode json(RunDiff diff) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode node = mapper.createObjectNode()
                .put("same", diff.isSame())
                .put("events", diff.events())
                .put("more", diff.more())
                .put("sameTimes", diff.sameTimes());
        node.set("settings", mapper.valueToTree(diff.settings()));
        node.set("request", mapper.valueToTree(diff.request()));
        node.set("answers", mapper.valueToTree(diff.answers()));
        node.set("state", mapper.valueToTree(diff.state()));
        ObjectNode methods = node.putObject("methods");
        diff.methods()
                .forEach((name, method) -> methods.putObject(name)
                        .put("frames", method.frames())
                        .put("requestsDiffer", method.requestsDiffer())
                        .put("answersDiffer", method.answersDiffer()));
        return node;
    }
}
