package io.reprise.replay.verify;

import io.reprise.journal.BootId;
import io.reprise.journal.HashLog;
import io.reprise.journal.JournalTail;
import io.reprise.journal.KeptAnswers;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.journal.RunUnusableException;
import io.reprise.journal.Snapshot;
import io.reprise.journal.StateLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The files that say what the journal's frames came to. They are read before the journal, but for the answers. */
final class Evidence {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{16}");

    private final RunDirectory run;
    private final RunFiles files;
    private final Findings findings;
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private final Map<Long, String> states = new HashMap<>();

    Evidence(RunDirectory run, RunFiles files, Findings findings) {
        this.run = run;
        this.files = files;
        this.findings = findings;
    }

    /** What the journal and the digests have to agree with, in the order it was found. */
    List<Checkpoint> checkpoints() {
        return checkpoints;
    }

    /** None when the file is damaged. */
    List<StateLog.Entry> readStates() {
        Path file = run.outputs().resolve("states.jsonl");
        List<StateLog.Entry> entries;
        try {
            entries = run.stateLog().read();
        } catch (RunUnusableException e) {
            damage(Part.STATES, file, Damage.UNKNOWN, Findings.withoutName(file, e.getMessage()));
            return List.of();
        }
        long previous = 0;
        for (int line = 1; line <= entries.size(); line++) {
            StateLog.Entry entry = entries.get(line - 1);
            boolean possible = HASH.matcher(entry.outputs()).matches()
                    && HASH.matcher(entry.state()).matches()
                    && entry.sequence() >= previous;
            if (possible) {
                previous = entry.sequence();
                add(new Checkpoint(
                        Part.STATES,
                        file,
                        "line " + line + " of states.jsonl",
                        entry.sequence(),
                        entry.outputs(),
                        entry.state(),
                        Checkpoint.NO_LINK));
            } else {
                damage(
                        Part.STATES,
                        file,
                        Math.max(0, entry.sequence()),
                        "line " + line + " is none that a server writes");
            }
        }
        if (run.stateLog().hasUnfinishedLine()) {
            findings.note("the last line of states.jsonl has no end: it is left out");
        }
        if (!files.of(Part.STATES).isEmpty()) {
            findings.result(Part.STATES, entries.size() + ", each with the outputs that the digests come to");
        }
        return entries;
    }

    void readHashes() {
        Path file = run.outputs().resolve(HashLog.FILE_NAME);
        List<StateLog.Entry> entries = HashLog.read(run);
        for (StateLog.Entry entry : entries) {
            add(new Checkpoint(
                    Part.HASHES,
                    file,
                    HashLog.FILE_NAME,
                    entry.sequence(),
                    entry.outputs(),
                    entry.state(),
                    Checkpoint.NO_LINK));
        }
        if (!files.of(Part.HASHES).isEmpty()) {
            long rest = files.bytes(Part.HASHES) - (long) entries.size() * HashLog.RECORD_LENGTH;
            if (rest >= HashLog.RECORD_LENGTH) {
                damage(
                        Part.HASHES,
                        file,
                        Damage.UNKNOWN,
                        "record " + (entries.size() + 1) + " does not match its checksum");
            } else if (rest > 0) {
                findings.note("the last record of hashes.bin is not whole: it is left out");
            }
            findings.result(Part.HASHES, entries.size() + ", each with the outputs that the digests come to");
        }
    }

    void readSnapshots() {
        for (Path file : files.of(Part.SNAPSHOTS)) {
            try {
                Snapshot snapshot = Snapshot.read(run, file);
                snapshot.verify();
                if (!file.endsWith(String.format(Locale.ROOT, "%020d.snap", snapshot.sequence()))) {
                    damage(Part.SNAPSHOTS, file, snapshot.sequence(), "it has the name of another sequence");
                }
                add(new Checkpoint(
                        Part.SNAPSHOTS,
                        file,
                        "the snapshot",
                        snapshot.sequence(),
                        StateLog.hex(snapshot.outputsHash()),
                        StateLog.hex(snapshot.stateHash()),
                        Checkpoint.link(snapshot.link())));
            } catch (RunUnusableException e) {
                damage(Part.SNAPSHOTS, file, Damage.UNKNOWN, Findings.withoutName(file, e.getMessage()));
            }
        }
        findings.result(
                Part.SNAPSHOTS,
                files.of(Part.SNAPSHOTS).isEmpty()
                        ? ""
                        : "every block, region and state, and its place in the journal");
    }

    void readAnswers() {
        long count = 0;
        for (RunManifest.Start start : run.manifest().starts()) {
            KeptAnswers answers = KeptAnswers.read(run, start, BootId.current());
            count += answers.count();
            JournalTail end = answers.end();
            if (end.kind() == JournalTail.Kind.BROKEN) {
                findings.damage(Part.ANSWERS, end.file(), end.offset(), Damage.UNKNOWN, end.reason());
            } else if (end.kind() == JournalTail.Kind.UNFINISHED) {
                findings.note("the answers kept in " + files.name(end.file()) + " end at offset " + end.offset() + ": "
                        + end.reason());
            }
        }
        if (!files.of(Part.ANSWERS).isEmpty()) {
            findings.result(Part.ANSWERS, String.format(Locale.ROOT, "%,d, each with its checksum and link", count));
        }
    }

    /** Two files, or two lines, must not disagree about the state after the same frame. */
    private void add(Checkpoint checkpoint) {
        checkpoints.add(checkpoint);
        String other = states.putIfAbsent(checkpoint.sequence(), checkpoint.state());
        if (other != null && !other.equals(checkpoint.state())) {
            damage(
                    checkpoint.part(),
                    checkpoint.file(),
                    checkpoint.sequence(),
                    "state " + checkpoint.state() + " in " + checkpoint.where() + ", but " + other
                            + " was noted there before");
        }
    }

    private void damage(Part part, Path file, long sequence, String reason) {
        findings.damage(part, file, Damage.UNKNOWN, sequence, reason);
    }
}
