package io.reprise.replay.stat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.journal.RunUnusableException;
import io.reprise.journal.monitor.Counters;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.kernel.metrics.Reading;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise stat RUN}. */
@Command(
        name = "stat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows the counters of the server of a run, once a second, without disturbing it.",
        footer = {"", "Exit codes: 0 shown, 2 no counters or unusable ones, 3 the server ended without a word."})
public final class StatCommand implements Subcommand {
    private static final String CLEAR = "\u001B[H\u001B[J";

    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path run;

    @Option(names = "--once", description = "One look, with rates since the start.")
    private boolean once;

    @Option(
            names = "--interval",
            defaultValue = "1000",
            paramLabel = "MS",
            description = "Time between two looks (default ${DEFAULT-VALUE}).")
    private long intervalMs;

    @Option(names = "--all", description = "Every counter, a line each.")
    private boolean all;

    @Option(names = "--json", description = "One JSON object a look, on a line of its own; times in seconds.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (intervalMs < 1) {
            throw new RunUnusableException("--interval must be at least 1 ms, not " + intervalMs);
        }
        Look look = Look.first(Counters.read(run), System.currentTimeMillis());
        show(look);
        while (!once && isLeftToSee(look)) {
            Thread.sleep(intervalMs);
            look = look.then(Counters.read(run), System.currentTimeMillis());
            show(look);
        }
        return look.life() == Counters.Life.GONE ? ExitCode.DISCONNECTED : ExitCode.OK;
    }

    private static boolean isLeftToSee(Look look) {
        return look.life() == Counters.Life.ALIVE || look.life() == Counters.Life.SILENT;
    }

    private void show(Look look) {
        if (json) {
            System.out.println(object(look));
            return;
        }
        boolean inPlace = !once && Ansi.AUTO.enabled();
        if (all) {
            System.out.print((inPlace ? CLEAR : "") + StatText.all(look.counters()));
        } else if (once || inPlace || !isLeftToSee(look)) {
            System.out.print((inPlace ? CLEAR : "") + StatText.block(look));
        } else {
            System.out.println(StatText.line(look));
        }
        System.out.flush();
    }

    private static ObjectNode object(Look look) {
        Counters counters = look.counters();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("life", look.life().name()).put("state", counters.state()).put("pid", counters.pid());
        object.put("startMs", counters.startMs()).put("heartbeatMs", counters.heartbeatMs());
        object.putObject("rates")
                .put("events", look.rate("events"))
                .put("answers", look.rate("answers"))
                .put("journalBytes", look.rate("journal"));
        ObjectNode values = object.putObject("counters");
        counters.values().forEach((name, value) -> {
            if (value.value() == Reading.NONE) {
                values.putNull(name);
            } else if (value.unit() == Reading.Unit.COUNT || value.unit() == Reading.Unit.BYTES) {
                values.put(name, value.value());
            } else {
                values.put(name, value.inBaseUnit());
            }
        });
        return object;
    }
}
