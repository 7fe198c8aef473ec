package io.reprise.replay.verify;

import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.journal.RunUnusableException;
import io.reprise.journal.StateLog;
import io.reprise.replay.Replay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What became of all files of a run, looked at without executing anything.
 *
 * @param live whether the run was being served meanwhile, so that only its journal so far was read
 * @param rows a row for every part of a run that is there
 * @param damage what is not as it was written
 * @param notes sentences about what is worth knowing and no damage
 * @param certificate of a run without damage; null of a damaged one
 */
public record Verification(
        String id, boolean live, List<Row> rows, List<Damage> damage, List<String> notes, Certificate certificate) {
    /**
     * The files of one part.
     *
     * @param bytes of all of them together, as long as they are
     * @param result for people
     */
    public record Row(Part part, int files, long bytes, String result) {}

    /**
     * @param progress is told the last sequence read, now and then
     * @throws RunUnusableException when there is no run, or its manifest cannot be used: nothing else can be judged then
     */
    public static Verification of(Path path, LongConsumer progress) {
        try (RunDirectory run = RunDirectory.openToRead(path)) {
            RunFiles files = RunFiles.of(run);
            Findings findings = new Findings(files);
            RunManifest manifest = run.manifest();
            findings.result(
                    Part.MANIFEST,
                    "format " + manifest.format() + ", run " + manifest.id() + ", starts "
                            + manifest.starts().size());

            Evidence evidence = new Evidence(run, files, findings);
            List<StateLog.Entry> states = evidence.readStates();
            evidence.readHashes();
            evidence.readSnapshots();
            Certificate.JournalFacts journal = readJournal(run, evidence.checkpoints(), findings, progress);
            evidence.readAnswers();
            new SideFiles(run, files, findings).read();

            boolean whole = findings.damage().isEmpty();
            return new Verification(
                    manifest.id(),
                    run.isLive(),
                    findings.rows(),
                    findings.damage(),
                    findings.notes(),
                    whole ? new Certificate(manifest, journal, states) : null);
        }
    }

    /** Null when reading could not even begin, which is damage. */
    private static Certificate.JournalFacts readJournal(
            RunDirectory run, List<Checkpoint> checkpoints, Findings findings, LongConsumer progress) {
        List<Checkpoint> sorted = new ArrayList<>(checkpoints);
        sorted.sort(Comparator.comparingLong(Checkpoint::sequence));
        try {
            return new JournalPass(run, sorted, findings).read(progress);
        } catch (RunUnusableException e) {
            if (!findings.isDamaged(Part.STATES)) { // or the reader stumbles over the same line
                findings.damage(Part.JOURNAL, run.journal(), Damage.UNKNOWN, Damage.UNKNOWN, e.getMessage());
            }
            return null;
        }
    }

    public boolean isWhole() {
        return damage.isEmpty();
    }

    /**
     * Adds what an execution came to. A run that never noted its state gets the one reached into its certificate, and the answers
     * whose digests were missing.
     *
     * @param replay of the same run; identical
     */
    public Verification with(Replay replay) {
        if (certificate == null || !replay.identical()) {
            throw new IllegalArgumentException("only a run that is whole and replays identically has a certificate");
        }
        Certificate.JournalFacts journal = certificate.journal();
        long end = replay.startedAfter() + replay.events();
        List<StateLog.Entry> states = certificate.states().isEmpty()
                ? List.of(new StateLog.Entry(end, replay.outputs(), replay.state()))
                : certificate.states();
        Certificate.JournalFacts executed = new Certificate.JournalFacts(
                journal.begin(), journal.beginLink(), journal.end(), journal.endLink(), end, replay.outputs());
        return new Verification(
                id, live, rows, damage, notes, new Certificate(certificate.manifest(), executed, states));
    }
}
