package io.reprise.perf.load;

import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.trace.Trace;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.Work;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code reprise load}: options in, report and exit code out; {@link LoadClient} does the work. */
@Command(
        name = "load",
        sortOptions = false,
        description =
                "Sends requests when they are due, whether or not the server is ready, and measures from when they"
                        + " were due. Checks every answer.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every request was answered, every answer was right",
            "1:wrong, failed or missing answers",
            "2:bad arguments",
            "3:no connection, or one was lost"
        })
public final class LoadCommand implements Subcommand {
    private static final double NS_PER_US = 1_000;
    private static final int TICKS_PER_HALF = 5; // HdrHistogram's own default

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Mixin
    private TargetOptions targets;

    @Mixin
    private ScheduleOptions schedules;

    @Mixin
    private WorkOptions works;

    @Mixin
    private OutputOptions outputs;

    @Override
    public Integer call() throws IOException {
        if (spec.commandLine().getParseResult().matchedOptions().isEmpty()) {
            spec.commandLine().usage(spec.commandLine().getOut());
            return ExitCode.OK;
        }
        try {
            LoadPlan plan = plan();
            if (outputs.hgrm().isPresent()) {
                Files.write(outputs.hgrm().get(), new byte[0]); // better refused now than after the run
            }
            LoadResult result = run(plan);
            report(result);
            return result.exitCode();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (FileSystemException e) {
            throw new ParameterException(
                    spec.commandLine(), "cannot open " + e.getFile() + "; want a file in a directory that exists", e);
        }
    }

    LoadPlan plan() throws IOException {
        Target target = targets.target();
        Schedule schedule;
        Work work;
        if (schedules.hasTrace()) {
            Trace trace = schedules.readTrace();
            schedule = schedules.schedule(trace);
            work = works.work(trace);
        } else {
            schedule = schedules.schedule();
            work = works.work(target.protocol());
        }
        LoadPlan plan = LoadPlan.of(target, schedule, work).logs(outputs.logs());
        return schedules.apply(targets.apply(plan));
    }

    private LoadResult run(LoadPlan plan) throws IOException {
        boolean progress = outputs.isProgress() || ProgressLine.isStderrTerminal();
        LoadInterval.Listener line =
                progress ? new ProgressLine(spec.commandLine().getErr()) : LoadInterval.Listener.NONE;
        Optional<Path> hlog = outputs.hlog();
        if (hlog.isEmpty()) {
            return new LoadClient(line).run(plan);
        }
        try (IntervalLog log = IntervalLog.create(hlog.get(), System.currentTimeMillis())) {
            return new LoadClient(interval -> {
                        log.onInterval(interval);
                        line.onInterval(interval);
                    })
                    .run(plan);
        }
    }

    private void report(LoadResult result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        LoadReport report = new LoadReport(result);
        if (outputs.isJson()) {
            out.println(report.json());
        } else {
            report.text(out);
        }
        out.flush();
        if (outputs.hgrm().isPresent()) {
            writeDistribution(outputs.hgrm().get(), result.responseTime());
        }
    }

    private static void writeDistribution(Path path, Histogram histogram) throws IOException {
        try (PrintStream stream = new PrintStream(Files.newOutputStream(path), false, StandardCharsets.UTF_8)) {
            histogram.outputPercentileDistribution(stream, TICKS_PER_HALF, NS_PER_US);
        }
    }
}
