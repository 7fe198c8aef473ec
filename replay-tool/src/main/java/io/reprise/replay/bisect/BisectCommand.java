package io.reprise.replay.bisect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import io.reprise.replay.Progress;
import io.reprise.replay.build.MachineJars;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise bisect RUN --with llm=OTHER.jar}. */
@Command(
        name = "bisect",
        mixinStandardHelpOptions = true,
        description = {
            "Finds the first frame of a run that another build of a machine answers differently, or that leaves another",
            "state behind, and shows both."
        },
        footer = {"", "Exit codes: 0 the builds agree about all of the run, 1 they do not, 2 unusable input."})
public final class BisectCommand implements Subcommand {
    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path path;

    @Option(
            names = "--with",
            required = true,
            paramLabel = "NAME=JAR",
            description = "The other build's jar of a machine, such as llm=other.jar; may be given for several.")
    private Map<String, Path> jars;

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Progress progress = new Progress("executing", System.err);
        Bisection found = Bisection.of(path, Machines.discover(), other(), progress::at);
        progress.end();
        if (json) {
            System.out.println(json(found));
        } else {
            print(found);
        }
        return found.isNone() ? ExitCode.OK : ExitCode.DIVERGED;
    }

    private List<MachineProvider> other() {
        RunManifest manifest;
        try (RunDirectory run = RunDirectory.openToRead(path)) {
            manifest = run.manifest();
        }
        return MachineJars.asMadeBy(manifest, MachineJars.replace(Machines.discover(), jars));
    }

    private void print(Bisection found) {
        if (found.isNone()) {
            System.out.printf(
                    Locale.ROOT,
                    "no difference: both builds come to the same answers and state in all of %,d events%n",
                    found.events());
            return;
        }
        System.out.println("request: " + found.request());
        print("this build answers:  ", found.answersOne());
        print("the other answers:   ", found.answersOther());
        if (found.state() != null) {
            System.out.println("state " + found.state().place() + " at offset "
                    + found.state().offset() + ":");
            System.out.println("  this build: " + found.state().recordA());
            System.out.println("  the other:  " + found.state().recordB());
        }
        System.out.printf(
                Locale.ROOT,
                "first difference: sequence %d; %d partial replays, %,d frames executed%n",
                found.sequence(),
                found.replays(),
                found.executed());
    }

    private static void print(String who, List<String> answers) {
        System.out.println(who + (answers.isEmpty() ? "nothing" : String.join("; ", answers)));
    }

    private static String json(Bisection found) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode node = mapper.createObjectNode()
                .put("sequence", found.sequence())
                .put("request", found.request())
                .put("events", found.events())
                .put("replays", found.replays())
                .put("executed", found.executed());
        node.set("answersOne", mapper.valueToTree(found.answersOne()));
        node.set("answersOther", mapper.valueToTree(found.answersOther()));
        if (found.state() != null) {
            node.putObject("state")
                    .put("region", found.state().place())
                    .put("offset", found.state().offset())
                    .set("one", found.state().recordA());
            ((ObjectNode) node.get("state")).set("other", found.state().recordB());
        }
        return node.toString();
    }
}
