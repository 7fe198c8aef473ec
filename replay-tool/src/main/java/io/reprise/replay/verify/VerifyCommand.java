package io.reprise.replay.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.Build;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.kernel.machine.Machines;
import io.reprise.replay.Progress;
import io.reprise.replay.Replay;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise verify RUN}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at every file of a run without executing anything, and says what the run is in one line that is the same",
            "for everybody who has a copy."
        },
        footer = {"", "Exit codes: 0 whole, 2 damaged or unusable; with --execute also 1, not reproduced by this build."
        })
public final class VerifyCommand implements Subcommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path path;

    @Option(
            names = "--execute",
            description =
                    "Also replays the run; the certificate of a run that recorded no state gets the one it ends with.")
    private boolean execute;

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Progress reading = new Progress("verifying", System.err);
        Verification verification = Verification.of(path, reading::at);
        reading.end();
        Replay replay = null;
        if (execute && verification.isWhole()) {
            Progress replaying = new Progress("replaying", System.err);
            replay = Replay.of(path, Machines.discover(), replaying::at);
            replaying.end();
            verification = replay.identical() ? verification.with(replay) : verification;
        }
        if (json) {
            System.out.println(object(verification, replay));
        } else {
            print(verification, replay);
        }
        if (!verification.isWhole()) {
            return ExitCode.UNUSABLE;
        }
        return isReproduced(replay) ? ExitCode.OK : ExitCode.DIVERGED;
    }

    private static boolean isReproduced(Replay replay) {
        return replay == null || replay.identical();
    }

    private static void print(Verification verification, Replay replay) {
        System.out.printf(Locale.ROOT, "%-10s  %5s  %15s  %s%n", "what", "files", "bytes", "result");
        for (Verification.Row row : verification.rows()) {
            System.out.printf(
                    Locale.ROOT, "%-10s  %5d  %,15d  %s%n", row.part().label(), row.files(), row.bytes(), row.result());
        }
        if (verification.live()) {
            System.out.println("the run is being served: verified up to where it was when this was read");
        }
        verification.notes().forEach(note -> System.out.println("note: " + note));
        verification.damage().forEach(found -> System.out.println(found.sentence()));
        if (!isReproduced(replay)) {
            System.out.println(
                    "diverged: at sequence " + replay.divergence().sequence() + "; `reprise replay` shows it");
        } else if (verification.isWhole()) {
            System.out.println(
                    verification.certificate().line() + " — verified by " + Build.current() + " on " + Build.jvm());
        } else {
            System.out.println("no certificate: the run is damaged");
        }
    }

    private static ObjectNode object(Verification verification, Replay replay) {
        ObjectNode object = JSON.createObjectNode()
                .put("run", verification.id())
                .put("live", verification.live())
                .put("whole", verification.isWhole());
        verification
                .rows()
                .forEach(row -> object.withArray("files")
                        .addObject()
                        .put("what", row.part().label())
                        .put("files", row.files())
                        .put("bytes", row.bytes())
                        .put("result", row.result()));
        object.putArray("notes");
        verification.notes().forEach(note -> object.withArray("notes").add(note));
        object.putArray("damage");
        verification.damage().forEach(found -> add(object, found));
        if (replay != null) {
            object.put("reproduced", replay.identical());
        }
        if (verification.isWhole() && isReproduced(replay)) {
            Certificate certificate = verification.certificate();
            ObjectNode sealed = object.putObject("certificate").put("line", certificate.line());
            certificate.facts().forEach(fact -> sealed.withArray("facts").add(fact));
            sealed.put("sha256", certificate.sha256());
        }
        object.putObject("verifiedBy")
                .put("version", Build.current().version())
                .put("commit", Build.current().commit())
                .put("jvm", Build.jvm());
        return object;
    }

    private static void add(ObjectNode object, Damage found) {
        ObjectNode damage = object.withArray("damage")
                .addObject()
                .put("what", found.part().label())
                .put("file", found.file())
                .put("reason", found.reason());
        if (found.offset() != Damage.UNKNOWN) {
            damage.put("offset", found.offset());
        }
        if (found.sequence() != Damage.UNKNOWN) {
            damage.put("sequence", found.sequence());
        }
    }
}
