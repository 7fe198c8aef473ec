package io.reprise.replay;

import io.reprise.journal.Pruning;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reprise prune RUN}. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = {
            "Deletes what a run does not need to go on from its newest snapshots: older snapshots, and whole journal files",
            "that hold only frames before them. The snapshots kept are read and checked first."
        },
        footer = {"", "Exit codes: 0 pruned, or nothing to prune; 2 unusable input."})
public final class PruneCommand implements Subcommand {
    @Parameters(paramLabel = "RUN", description = "Run directory.")
    private Path path;

    @Option(
            names = "--retain",
            required = true,
            paramLabel = "N",
            description = "Snapshots to keep, the newest that can be used; 2 leaves one to fall back to.")
    private int retain;

    @Option(names = "--dry-run", description = "Says what it would delete, and deletes nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        try (RunDirectory run = RunDirectory.open(path)) {
            Pruning pruning = Pruning.plan(run, retain, System.out::println);
            if (pruning.kept().size() < retain) {
                System.out.println(
                        "nothing deleted: the run has " + pruning.kept().size() + " usable snapshots, and " + retain
                                + " are to be kept; `reprise snapshot " + path + "` makes one");
                return ExitCode.OK;
            }
            for (Path file : pruning.doomed()) {
                System.out.println((dryRun ? "would delete " : "delete ") + file + ", " + Files.size(file) + " bytes");
            }
            if (!dryRun) {
                pruning.apply(run);
            }
            System.out.println((dryRun ? "would delete " : "deleted ")
                    + pruning.doomed().size() + " files, " + pruning.bytes() + " bytes; " + pruning.sentence());
            return ExitCode.OK;
        }
    }
}
