package io.reprise.replay.frames;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.Machines;
import io.reprise.replay.FrameText;
import io.reprise.replay.Progress;
import java.io.Writer;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise grep RUN}. */
@Command(
        name = "grep",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the journaled frames that everything said here is true of, one a line; also of a run that is being",
            "served."
        },
        footer = {"", "Exit codes: 0 searched, whether there was one or not; 2 damaged or unusable."})
public final class GrepCommand implements Subcommand {
    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path path;

    @Option(names = "--session", paramLabel = "N", description = "Of that session.")
    private Long session;

    @Option(names = "--method", paramLabel = "NAME", description = "Of that method, such as echo.add.")
    private String method;

    @Option(names = "--status", paramLabel = "NAME", description = "With that status, such as TIMEOUT.")
    private Status status;

    @Option(names = "--kind", paramLabel = "NAME", description = "Of that kind, such as REQUEST.")
    private String kind;

    @Option(
            names = "--where",
            paramLabel = "EXPR",
            description = "That the expression is true of, such as \"payload.delta > 100 && session != 1\".")
    private String where;

    @Option(names = "--count", description = "Prints only how many there are.")
    private boolean count;

    @Option(names = "--limit", paramLabel = "N", description = "Ends after so many (default: never).")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Mixin
    private RangeOptions options;

    @Override
    public Integer call() {
        FrameText text = new FrameText(Machines.discover());
        FrameFilter filter = filter(text);
        Progress progress = new Progress("searching", System.err);
        try (RunDirectory run = RunDirectory.openToRead(path);
                Frames frames = Frames.of(run, options.range(), progress::at)) {
            boolean mixed = !count && System.console() != null; // progress and frames on one terminal
            LongConsumer searching = mixed ? sequence -> {} : progress::at;
            if (mixed) {
                progress.end();
            }
            Output.toStandardOutput(out -> {
                Grep grep = Grep.of(frames, filter, limit, sink(text, out), searching);
                if (count) {
                    out.append(json ? counts(grep) : Long.toString(grep.matched()))
                            .append('\n');
                }
            });
            if (!mixed) {
                progress.end();
            }
            frames.notes().forEach(note -> System.err.println("reprise: " + note));
        }
        return ExitCode.OK;
    }

    private Grep.Sink sink(FrameText text, Writer out) {
        if (count) {
            return frame -> {};
        }
        return frame -> out.append(json ? text.json(frame) : text.line(frame)).append('\n');
    }

    private static String counts(Grep grep) {
        return new ObjectMapper()
                .createObjectNode()
                .put("searched", grep.searched())
                .put("matched", grep.matched())
                .toString();
    }

    private FrameFilter filter(FrameText text) {
        FrameFilter filter = new FrameFilter(text);
        if (session != null) {
            filter.session(session);
        }
        if (method != null) {
            filter.method(method);
        }
        if (status != null) {
            filter.status(status);
        }
        if (kind != null) {
            filter.kind(kind);
        }
        if (where != null) {
            filter.where(where);
        }
        return filter;
    }
}
