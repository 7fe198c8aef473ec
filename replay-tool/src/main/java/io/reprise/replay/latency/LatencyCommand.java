package io.reprise.replay.latency;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code reprise latency RUN}: prints the percentiles of a run and writes its report. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description = "Reports the latencies of a run: a table here, a page and .hgrm files on disk.",
        footer = {"", "Exit codes: 0 reported, 2 no such run, no latencies in it, or a damaged log."})
public final class LatencyCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "a run's directory, or one .hlog file")
    private Path run;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the report goes (default: RUN/latency/report, or NAME-report beside NAME.hlog)")
    private Path out;

    @Option(names = "--json", description = "print the table as JSON")
    private boolean json;

    @Option(
            names = "--from",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "leave out intervals that start earlier; counted from the start of the log")
    private double fromSec;

    @Option(
            names = "--to",
            paramLabel = "SECONDS",
            defaultValue = "Infinity",
            description = "leave out intervals that start then or later")
    private double toSec;

    @Override
    public Integer call() {
        if (run == null) {
            spec.commandLine().usage(spec.commandLine().getOut());
            return ExitCode.OK;
        }
        try {
            report();
            return ExitCode.OK;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("reprise latency: " + sentence(e));
            err.flush();
            return ExitCode.UNUSABLE;
        }
    }

    private void report() throws IOException {
        LatencyReport report = LatencyReport.read(run, TimeWindow.ofSeconds(fromSec, toSec));
        Path directory = out == null ? report.source().defaultOut() : out;
        Path page = new ReportFiles(directory).write(report);
        PrintWriter stdout = spec.commandLine().getOut();
        if (json) {
            stdout.println(json(report));
        } else {
            stdout.print(report.table().text());
            stdout.println("\nreport: " + page);
        }
        stdout.flush();
        PrintWriter stderr = spec.commandLine().getErr();
        report.notes().forEach(note -> stderr.println("note: " + note));
        stderr.flush();
    }

    private static String json(LatencyReport report) throws IOException {
        Timeline time = report.timeline();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("run", report.source().name());
        json.put("unit", "us");
        json.put("fromSeconds", time.fromMs() / 1000.0);
        json.put("toSeconds", time.toMs() / 1000.0);
        json.set("stages", report.table().json());
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
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
