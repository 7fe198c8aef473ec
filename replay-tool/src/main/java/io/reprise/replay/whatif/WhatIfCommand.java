package io.reprise.replay.whatif;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise what-if RUN …}. */
@Command(
        name = "what-if",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Executes the arrivals of a run again with something changed, into a new run, and says what became different:",
            "answers, statuses, and how long answers took in kernel time."
        },
        footer = {"", "Exit codes: 0 executed, whatever became different; 2 unusable input."})
public final class WhatIfCommand implements Subcommand {
    @Parameters(paramLabel = "RUN", description = "Run directory; it is not changed.")
    private Path path;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of the run: seed, fault-policy, a limit such as echo.max-keys, or shed.threshold:"
                    + " the --overload-threshold that decides anew whom the edge sheds.")
    private Map<String, String> settings = new TreeMap<>();

    @Option(names = "--machine", paramLabel = "NAME=JAR", description = "Another build's jar of a machine.")
    private Map<String, Path> jars = new TreeMap<>();

    @Option(names = "--drop", split = ",", paramLabel = "SEQ|FIRST-LAST", description = "Frames to leave out.")
    private List<String> dropped = new ArrayList<>();

    @Option(
            names = "--edit",
            paramLabel = "SEQ:FIELD=VALUE",
            description = "A field of a frame, such as 17:priority=0, 17:payload=hex:2a00 or 17:payload=TEXT.")
    private List<String> edits = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "The new run (default: RUN-what-if, RUN-what-if-2, …).")
    private Path out;

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        List<MachineProvider> installed = machines();
        Changes changes = Changes.parse(settings, MachineJars.replace(installed, jars), dropped, edits);
        Progress progress = new Progress("executing", System.err);
        WhatIf done = WhatIf.of(path, installed, out == null ? freeName() : out, changes, progress::at);
        progress.end();
        if (json) {
            System.out.println(json(done));
        } else {
            print(done);
        }
        return ExitCode.OK;
    }

    /** Those that made the run, in this build. */
    private List<MachineProvider> machines() {
        try (RunDirectory run = RunDirectory.openToRead(path)) {
            List<String> names = run.manifest().machines().stream()
                    .map(RunManifest.Machine::name)
                    .toList();
            return Machines.discover().stream()
                    .filter(provider -> names.contains(provider.name()))
                    .toList();
        }
    }

    private Path freeName() {
        Path name = path.resolveSibling(path.toAbsolutePath().getFileName() + "-what-if");
        for (int i = 2; Files.exists(name); i++) {
            name = path.resolveSibling(path.toAbsolutePath().getFileName() + "-what-if-" + i);
        }
        return name;
    }

    private static void print(WhatIf done) {
        Outcome outcome = done.outcome();
        Outcome.First first = outcome.first();
        if (first != null) {
            System.out.println("first change: " + first.request());
            System.out.println("  before: " + text(first.before()));
            System.out.println("  after:  " + text(first.after()));
        }
        System.out.printf(Locale.ROOT, "%-24s %12s %16s%n", "method", "frames", "answers changed");
        outcome.methods()
                .forEach((name, method) ->
                        System.out.printf(Locale.ROOT, "%-24s %,12d %,16d%n", name, method.frames(), method.changed()));
        outcome.statuses().forEach((change, count) -> System.out.printf(Locale.ROOT, "%,d times %s%n", count, change));
        System.out.printf(Locale.ROOT, "%-24s %12s %16s%n", "answered within", "before", "after");
        for (LatencyClass latency : LatencyClass.values()) {
            long before = outcome.before().getOrDefault(latency, 0L);
            long after = outcome.after().getOrDefault(latency, 0L);
            if (before + after > 0) {
                System.out.printf(Locale.ROOT, "%-24s %,12d %,16d%n", latency.label(), before, after);
            }
        }
        printShed(outcome);
        System.out.printf(
                Locale.ROOT,
                "what if: %,d frames executed, %,d left out%s; %s; the new run is %s%n",
                outcome.frames(),
                outcome.dropped(),
                outcome.edge() == null ? "" : String.format(Locale.ROOT, ", %,d shed", outcome.shed()),
                verdict(outcome),
                done.made());
    }

    private static String verdict(Outcome outcome) {
        if (outcome.changed() > 0) {
            return String.format(Locale.ROOT, "answers to %,d of them became different", outcome.changed());
        }
        return outcome.isSame() && outcome.dropped() == 0 ? "nothing became different" : "they are answered as before";
    }

    private static void printShed(Outcome outcome) {
        SortedSet<Integer> priorities = new TreeSet<>(outcome.shedBefore().keySet());
        priorities.addAll(outcome.shedAfter().keySet());
        if (!priorities.isEmpty()) {
            System.out.printf(Locale.ROOT, "%-24s %12s %16s%n", "refused, priority", "before", "after");
        }
        for (int priority : priorities) {
            System.out.printf(
                    Locale.ROOT,
                    "%-24d %,12d %,16d%n",
                    priority,
                    outcome.shedBefore().getOrDefault(priority, 0L),
                    outcome.shedAfter().getOrDefault(priority, 0L));
        }
        if (outcome.edge() != null) {
            printEdge(outcome.edge());
        }
    }

    private static void printEdge(Outcome.Edge edge) {
        ShedThreshold threshold = edge.threshold();
        System.out.printf(
                Locale.ROOT,
                "shed.threshold %s; the run was recorded with %s%n",
                threshold.value(),
                threshold.recorded());
        if (edge.samples() == 0) {
            System.out.printf(
                    Locale.ROOT,
                    "the journal has no samples of the occupancy: it was always below the run's --occupancy-floor, %s%n",
                    threshold.floor());
        }
        if (edge.wouldBeAdmitted() > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "%,d refused requests would have been admitted; what they asked is not in the journal%n",
                    edge.wouldBeAdmitted());
        }
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "nothing" : String.join("; ", lines);
    }

    private static String json(WhatIf done) {
        ObjectMapper mapper = new ObjectMapper();
        Outcome outcome = done.outcome();
        ObjectNode node = mapper.createObjectNode()
                .put("run", done.made().toString())
                .put("same", outcome.isSame())
                .put("frames", outcome.frames())
                .put("dropped", outcome.dropped());
        node.set("first", mapper.valueToTree(outcome.first()));
        ObjectNode methods = node.putObject("methods");
        outcome.methods()
                .forEach((name, method) ->
                        methods.putObject(name).put("frames", method.frames()).put("changed", method.changed()));
        node.set("statuses", mapper.valueToTree(outcome.statuses()));
        node.set("before", mapper.valueToTree(outcome.before()));
        node.set("after", mapper.valueToTree(outcome.after()));
        node.put("shed", outcome.shed());
        node.set("refusedBefore", mapper.valueToTree(outcome.shedBefore()));
        node.set("refusedAfter", mapper.valueToTree(outcome.shedAfter()));
        node.set("edge", mapper.valueToTree(outcome.edge()));
        return node.toString();
    }
}
