package io.reprise.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.kernel.machine.Machines;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code reprise replay RUN}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Executes a run again and compares every output digest and every state hash that was recorded.",
            "MOMENT is a sequence, a time such as 2026-11-20T19:44:31.5Z, or +2.5s after the first frame."
        },
        footer = {"", "Exit codes: 0 identical, 1 diverged, 2 unusable input."})
public final class ReplayCommand implements Subcommand {
    private static final Pattern SPEED = Pattern.compile("max|[0-9]{1,9}(\\.[0-9]{1,9})?x");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path run;

    @Option(
            names = "--from",
            paramLabel = "MOMENT",
            converter = Moment.Converter.class,
            description = "Begin with the newest snapshot before it (default: with the first frame).")
    private Moment from = Moment.START;

    @Option(
            names = "--to",
            paramLabel = "MOMENT",
            converter = Moment.Converter.class,
            description = "Execute no frame after it (default: the end).")
    private Moment to = Moment.END;

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            defaultValue = "max",
            description =
                    "max, or 1x as fast as the frames came, 10x, 0.5x, …, from --from on (default ${DEFAULT-VALUE}).")
    private String speed;

    @Option(names = "--print", description = "Print every frame from --from on, with its answers.")
    private boolean print;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Progress progress = new Progress("replaying", System.err);
        Replay.Part part = new Replay.Part(from, to, speed(), print ? System.out::println : null);
        Replay replay =
                Replay.of(run, Machines.discover(), part, progress::at, line -> System.err.println("reprise: " + line));
        progress.end();
        if (json) {
            System.out.println(json(replay));
        } else {
            print(replay);
        }
        return replay.identical() ? ExitCode.OK : ExitCode.DIVERGED;
    }

    private double speed() {
        if (!SPEED.matcher(speed).matches()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--speed is max, or a number and x, such as 1x or 0.5x, not " + speed);
        }
        return speed.equals("max") ? 0 : Double.parseDouble(speed.substring(0, speed.length() - 1));
    }

    private static void print(Replay replay) {
        if (!replay.dropped().isEmpty()) {
            System.out.println(replay.dropped());
        }
        System.out.printf(
                Locale.ROOT,
                "replayed %,d events in %.2f s, %.2f M/s; %,d output digests compared%n",
                replay.events(),
                replay.elapsedNs() / 1e9,
                replay.events() * 1e3 / Math.max(1, replay.elapsedNs()),
                replay.compared());
        if (replay.identical()) {
            System.out.println("identical" + from(replay) + ": " + replay.events() + " events, outputs "
                    + replay.outputs() + ", state " + replay.state());
            return;
        }
        Replay.Divergence divergence = replay.divergence();
        System.out.println("request:  " + divergence.request());
        System.out.println("recorded: " + divergence.recorded());
        System.out.println("replayed: " + divergence.replayed());
        System.out.println("diverged: at sequence " + divergence.sequence());
    }

    private static String from(Replay replay) {
        return replay.startedAfter() == 0 ? "" : " from the snapshot at sequence " + replay.startedAfter();
    }

    private static String json(Replay replay) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode node = mapper.createObjectNode()
                .put("identical", replay.identical())
                .put("startedAfter", replay.startedAfter())
                .put("events", replay.events())
                .put("compared", replay.compared())
                .put("outputs", replay.outputs())
                .put("state", replay.state())
                .put("dropped", replay.dropped())
                .put("elapsedNs", replay.elapsedNs());
        node.set("divergence", mapper.valueToTree(replay.divergence()));
        return node.toString();
    }
}
