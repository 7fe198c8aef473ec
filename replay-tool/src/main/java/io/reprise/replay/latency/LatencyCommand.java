package io.reprise.replay.latency;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.replay.latency.log.TimeWindow;
import io.reprise.replay.latency.plot.Timeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code reprise latency RUN…}: prints the percentiles of a run, or of several side by side, and writes a report. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description = {
            "Reports the latencies of a run: a table here, a page and .hgrm files on disk.",
            "Several runs are shown side by side, with ratios to the first."
        },
        footer = {"", "Exit codes: 0 reported, 2 no such run, no latencies in it, or a damaged log."})
public final class LatencyCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "RUN", description = "a run's directory, or one .hlog file; up to 8")
    private List<Path> runs;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the report goes (default: RUN/latency/report, or NAME-report beside NAME.hlog; "
                    + "of several runs, 'comparison' instead of 'report' at the first)")
    private Path out;

    @Option(names = "--json", description = "print the table as JSON")
    private boolean json;

    @Option(
            names = "--from",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "leave out intervals that start earlier; counted from the start of each run's log")
    private double fromSec;

    @Option(
            names = "--to",
            paramLabel = "SECONDS",
            defaultValue = "Infinity",
            description = "leave out intervals that start then or later")
    private double toSec;

    @Override
    public Integer call() {
        if (runs == null) {
            spec.commandLine().usage(spec.commandLine().getOut());
            return ExitCode.OK;
        }
        try {
            TimeWindow window = TimeWindow.ofSeconds(fromSec, toSec);
            if (runs.size() == 1) {
                report(LatencyReport.read(runs.get(0), window));
            } else {
                compare(LatencyComparison.read(runs, window));
            }
            return ExitCode.OK;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("reprise latency: " + sentence(e));
            err.flush();
            return ExitCode.UNUSABLE;
        }
    }

    private void report(LatencyReport report) throws IOException {
        Path directory = out == null ? report.source().defaultOut() : out;
        Path page = new ReportFiles(directory).write(report);
        print(report.table().text(), json(report), page, report.notes());
    }

    private void compare(LatencyComparison comparison) throws IOException {
        Path directory = out == null ? comparison.first().report().source().defaultComparisonOut() : out;
        Path page = new ReportFiles(directory).write(comparison);
        print(comparison.text(), json(comparison), page, comparison.notes());
    }

    private void print(String table, ObjectNode object, Path page, List<String> notes) throws IOException {
        PrintWriter stdout = spec.commandLine().getOut();
        if (json) {
            stdout.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(object));
        } else {
            stdout.print(table);
            stdout.println("\nreport: " + page);
        }
        stdout.flush();
        PrintWriter stderr = spec.commandLine().getErr();
        notes.forEach(note -> stderr.println("note: " + note));
        stderr.flush();
    }

    private static ObjectNode json(LatencyComparison comparison) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode all = json.putArray("runs");
        comparison.runs().forEach(run -> all.addObject().put("name", run.name()).setAll(json(run.report())));
        return json;
    }

    private static ObjectNode json(LatencyReport report) {
        Timeline time = report.timeline();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("run", report.source().name());
        json.put("unit", "us");
        json.put("fromSeconds", time.fromMs() / 1000.0);
        json.put("toSeconds", time.toMs() / 1000.0);
        json.set("stages", report.table().json());
        return json;
    }

    /** Java's own messages for files are often just the path. */
    private static String sentence(IOException problem) {
        if (problem instanceof AccessDeniedException denied) {
            return "not allowed to read or write " + denied.getFile();
        }
        if (problem instanceof FileAlreadyExistsException taken) {
            return taken.getFile() + " is in the way: the report needs a directory there";
        }
        if (problem instanceof FileSystemException failed) {
            return "cannot read or write " + failed.getMessage();
        }
        return problem.getMessage();
    }
}
