package io.reprise.replay.stat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.journal.RunUnusableException;
import io.reprise.journal.monitor.Errors;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise errors RUN}. */
@Command(
        name = "errors",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints every distinct error the servers of a run have noted, and how often and when it was seen.",
            "The run may be in use."
        },
        footer = {"", "Exit codes: 0 printed, 2 no error log or an unusable one."})
public final class ErrorsCommand implements Subcommand {
    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path run;

    @Option(names = "--json", description = "As one JSON object; times in ms since the Unix epoch.")
    private boolean json;

    @Override
    public Integer call() {
        List<Errors> starts = new ArrayList<>();
        int exitCode = ExitCode.OK;
        for (Path file : Errors.files(run)) {
            try {
                starts.add(Errors.read(file));
            } catch (RunUnusableException e) { // the logs of other starts are still worth seeing
                System.err.println("reprise: " + e.getMessage());
                exitCode = ExitCode.UNUSABLE;
            }
        }
        if (json) {
            System.out.println(object(starts));
        } else {
            starts.forEach(start -> System.out.print(text(start)));
        }
        return exitCode;
    }

    private static String text(Errors start) {
        StringBuilder text = new StringBuilder();
        String server = "server started " + Instant.ofEpochMilli(start.startMs()) + ", pid " + start.pid();
        text.append(server).append(": ");
        text.append(start.isEmpty() ? "no errors" : start.errors().size() + " distinct");
        text.append('\n');
        for (Errors.Entry error : start.errors()) {
            text.append("\nseen ")
                    .append(error.count() == 1 ? "once" : error.count() + " times, first")
                    .append(" at ")
                    .append(Instant.ofEpochMilli(error.firstMs()))
                    .append(error.count() == 1 ? "" : ", last at " + Instant.ofEpochMilli(error.lastMs()))
                    .append('\n')
                    .append(error.text())
                    .append('\n');
        }
        if (start.leftOut() > 0) {
            text.append("\nthe log is full: ")
                    .append(start.leftOut())
                    .append(" more found no room, the last at ")
                    .append(Instant.ofEpochMilli(start.lastLeftOutMs()))
                    .append("; `reprise serve --error-log BYTES` gives it more\n");
        }
        return text.append(start.isEmpty() ? "" : "\n").toString();
    }

    private static ObjectNode object(List<Errors> starts) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ArrayNode array = object.putArray("starts");
        for (Errors start : starts) {
            ObjectNode node = array.addObject()
                    .put("pid", start.pid())
                    .put("startMs", start.startMs())
                    .put("leftOut", start.leftOut());
            if (start.leftOut() > 0) {
                node.put("lastLeftOutMs", start.lastLeftOutMs());
            }
            ArrayNode errors = node.putArray("errors");
            for (Errors.Entry error : start.errors()) {
                errors.addObject()
                        .put("count", error.count())
                        .put("firstMs", error.firstMs())
                        .put("lastMs", error.lastMs())
                        .put("text", error.text());
            }
        }
        return object;
    }
}
