package io.reprise.replay.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.journal.BootId;
import io.reprise.journal.JournalReader;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.journal.StateLog;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.machine.Machines;
import io.reprise.replay.FrameText;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise journal info RUN}. */
@Command(name = "info", mixinStandardHelpOptions = true, description = "Says what a run is and what its journal holds.")
final class InfoCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NS_PER_SECOND = 1_000_000_000L;

    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path path;

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        FrameText text = new FrameText(Machines.discover());
        try (RunDirectory run = RunDirectory.open(path);
                JournalReader reader = new JournalReader(run, BootId.current())) {
            Map<String, Long> counts = new TreeMap<>();
            long firstNs = 0;
            while (reader.next()) {
                firstNs = firstNs == 0 ? reader.timestampNs() : firstNs;
                String name = FrameKind.name(reader.frame().kind()) + " " + text.methodName(reader.frame());
                counts.merge(name, 1L, Long::sum);
            }
            ObjectNode facts = facts(run, reader, firstNs, counts);
            System.out.println(json ? facts.toString() : readable(facts));
        }
        return ExitCode.OK;
    }

    private static ObjectNode facts(RunDirectory run, JournalReader reader, long firstNs, Map<String, Long> counts) {
        RunManifest manifest = run.manifest();
        ObjectNode facts = JSON.createObjectNode()
                .put("id", manifest.id())
                .put("seed", manifest.seed())
                .put("faultPolicy", manifest.faultPolicy())
                .put("maxFrameLength", manifest.maxFrameLength());
        facts.set("machines", JSON.valueToTree(manifest.machines()));
        facts.set("limits", JSON.valueToTree(manifest.limits()));
        facts.set("starts", JSON.valueToTree(manifest.starts()));
        if (reader.beginSequence() > 0) {
            facts.put("prunedTo", reader.beginSequence());
        }
        facts.put("events", reader.sequence() - reader.beginSequence()).put("bytes", reader.bytes());
        if (reader.sequence() > reader.beginSequence()) {
            facts.put("first", time(firstNs)).put("last", time(reader.timestampNs()));
        }
        facts.set("frames", JSON.valueToTree(counts));
        facts.put("tail", reader.tail().sentence());
        List<StateLog.Entry> states = run.stateLog().read();
        facts.set("states", JSON.valueToTree(states));
        return facts;
    }

    private static String readable(ObjectNode facts) {
        StringBuilder lines = new StringBuilder();
        facts.properties().forEach(field -> {
            if (field.getValue().isArray()) {
                field.getValue().forEach(item -> line(lines, field.getKey(), item.toString()));
            } else if (field.getValue().isObject()) {
                field.getValue()
                        .properties()
                        .forEach(item -> line(
                                lines,
                                field.getKey(),
                                item.getKey() + " = " + item.getValue().asText()));
            } else {
                line(lines, field.getKey(), field.getValue().asText());
            }
        });
        return lines.toString().stripTrailing();
    }

    private static void line(StringBuilder lines, String name, String value) {
        if (!value.isEmpty()) {
            lines.append(name).append(": ").append(value).append('\n');
        }
    }

    private static String time(long ns) {
        return Instant.ofEpochSecond(ns / NS_PER_SECOND, ns % NS_PER_SECOND).toString();
    }
}
