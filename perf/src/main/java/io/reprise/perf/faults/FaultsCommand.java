package io.reprise.perf.faults;

import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.perf.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code reprise faults}. */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Hurts servers under load and looks whether they kept their word: nothing acknowledged is lost,"
                + " nothing is done twice, a replay is identical. Without options it lists the faults.",
        footer = {
            "",
            "Exit codes: 0 every verdict is good, 1 one is bad, 2 unusable arguments, 77 none is bad, but this machine"
                    + " could not produce every fault."
        })
public final class FaultsCommand implements Subcommand {
    @Option(names = "--all", description = "Every fault.")
    private boolean all;

    @Option(names = "--only", split = ",", paramLabel = "FAULT", description = "These faults.")
    private List<String> only = List.of();

    @Option(names = "--full", description = "The full version of each: all rounds, full times; takes hours.")
    private boolean full;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "So many rounds of each (default: a few, see the list).")
    private int rounds;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where runs are written; those of a good verdict are removed (default: the temporary directory).")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of the moments and places chosen (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--require", description = "A fault that this machine cannot produce is a bad verdict.")
    private boolean require;

    @Option(names = "--json", description = "Print the table as JSON, an object a line.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Fault> chosen = chosen();
        if (chosen.isEmpty()) {
            list();
            return ExitCode.OK;
        }
        Files.createDirectories(directory);
        Path root = Files.createTempDirectory(directory, "reprise-faults");
        List<Outcome> outcomes = new ArrayList<>();
        for (Fault fault : chosen) {
            outcomes.add(run(fault, root.resolve(fault.name())));
        }
        if (outcomes.stream().noneMatch(outcome -> outcome.verdict() == Verdict.BAD)) {
            Scratch.delete(root);
        }
        OutcomeTable table = new OutcomeTable(outcomes, System.out);
        if (json) {
            table.printJson();
        } else {
            table.print();
        }
        return exitCode(outcomes);
    }

    private List<Fault> chosen() {
        List<String> names = Fault.ALL.stream().map(Fault::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no fault \"" + name + "\"; there are " + String.join(", ", names));
            }
        }
        return Fault.ALL.stream()
                .filter(fault -> all || only.contains(fault.name()))
                .toList();
    }

    private void list() {
        CommandLine.usage(this, System.out);
        System.out.printf(Locale.ROOT, "%n%-14s %6s %6s  %s%n", "fault", "rounds", "--full", "what is done");
        for (Fault fault : Fault.ALL) {
            String obstacle = fault.obstacle();
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %6d %6d  %s%s%n",
                    fault.name(),
                    fault.rounds(false),
                    fault.rounds(true),
                    fault.summary(),
                    obstacle.isEmpty() ? "" : " (not here: " + obstacle + ")");
        }
    }

    private Outcome run(Fault fault, Path place) throws IOException {
        Tally tally = new Tally();
        long startNs = System.nanoTime();
        String obstacle = fault.obstacle();
        if (obstacle.isEmpty()) {
            RoundLine line = new RoundLine(fault.name(), System.err);
            int count = rounds > 0 ? rounds : fault.rounds(full);
            Files.createDirectories(place);
            SplittableRandom random = new SplittableRandom(seed + fault.name().hashCode());
            try {
                fault.run(new Trial(place, count, full, random, tally, line::show));
            } catch (Exception e) {
                tally.fail("round " + (tally.rounds() + 1) + ": " + e + causes(e));
            } finally {
                line.end();
            }
            if (tally.failures().isEmpty()) {
                Scratch.delete(place);
            } else {
                tally.note("what is left of it: " + place);
            }
        }
        return new Outcome(fault.name(), tally, System.nanoTime() - startNs, verdict(obstacle, tally), obstacle);
    }

    private static String causes(Throwable failure) {
        String causes = "";
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            causes += ", caused by " + cause;
        }
        return causes;
    }

    private Verdict verdict(String obstacle, Tally tally) {
        if (!obstacle.isEmpty()) {
            return require ? Verdict.BAD : Verdict.SKIPPED;
        }
        return tally.failures().isEmpty() ? Verdict.GOOD : Verdict.BAD;
    }

    private static int exitCode(List<Outcome> outcomes) {
        List<Verdict> verdicts = outcomes.stream().map(Outcome::verdict).collect(Collectors.toList());
        if (verdicts.contains(Verdict.BAD)) {
            return ExitCode.DIVERGED;
        }
        return verdicts.contains(Verdict.SKIPPED) ? ExitCode.SKIPPED : ExitCode.OK;
    }
}
