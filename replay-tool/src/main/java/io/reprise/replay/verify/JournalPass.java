package io.reprise.replay.verify;

import io.reprise.journal.BootId;
import io.reprise.journal.IndexCheck;
import io.reprise.journal.JournalDamagedException;
import io.reprise.journal.JournalIndex;
import io.reprise.journal.JournalReader;
import io.reprise.journal.RecordedDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.StateLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * Reads the journal once from end to end, and the digests and the index in step with it; looks at every checkpoint when it comes by. One
 * thread, and one that reads from the disk ahead of it; allocates nothing per frame.
 */
final class JournalPass {
    private static final int PROGRESS_MASK = 0xFFFF;

    private final RunDirectory run;
    private final List<Checkpoint> checkpoints;
    private final Findings findings;
    private final IndexCheck index;
    private RecordedDigests digests;
    private int next;
    private long nextSequence;
    private long agreedSequence;
    private long missingSequence;

    /** @param checkpoints in order of sequence */
    JournalPass(RunDirectory run, List<Checkpoint> checkpoints, Findings findings) {
        this.run = run;
        this.checkpoints = checkpoints;
        this.findings = findings;
        this.index = IndexCheck.of(run);
        this.nextSequence = sequenceOf(0);
    }

    Certificate.JournalFacts read(LongConsumer progress) {
        try (RecordedDigests opened = new RecordedDigests(run);
                JournalReader reader = JournalReader.readingAhead(run, BootId.current())) {
            digests = opened;
            int beginLink = reader.link();
            boolean whole = readJournal(reader, progress);
            checkRest(reader.sequence(), whole);
            if (whole) {
                describe(reader);
                index.onEnd(reader);
                checkDigestsAround(reader);
            }
            describeIndex(whole);
            return new Certificate.JournalFacts(
                    reader.beginSequence(),
                    beginLink,
                    reader.sequence(),
                    reader.link(),
                    digests.sequence(),
                    StateLog.hex(digests.hash()));
        }
    }

    /** Whether there was no damage. */
    private boolean readJournal(JournalReader reader, LongConsumer progress) {
        try {
            digests.advanceTo(reader.beginSequence());
            checkUpTo(reader.sequence(), reader.link());
            while (reader.next()) {
                long sequence = reader.sequence();
                digests.advanceTo(sequence);
                index.onFrame(reader);
                if (sequence >= nextSequence) {
                    checkUpTo(sequence, reader.link());
                }
                if ((sequence & PROGRESS_MASK) == 0) {
                    progress.accept(sequence);
                }
            }
            return true;
        } catch (JournalDamagedException e) {
            findings.damage(Part.JOURNAL, e.file(), e.offset(), e.sequence(), e.reason());
            return false;
        }
    }

    private void describe(JournalReader reader) {
        findings.result(
                Part.JOURNAL,
                String.format(
                        Locale.ROOT,
                        "%,d events to sequence %,d, link %08x: every length, checksum, link and sequence",
                        reader.sequence() - reader.beginSequence(),
                        reader.sequence(),
                        reader.link()));
        if (!reader.beginSentence().isEmpty()) {
            findings.note(reader.beginSentence());
        }
        if (!reader.tail().sentence().isEmpty()) {
            findings.note(reader.tail().sentence());
        }
    }

    private void describeIndex(boolean whole) {
        Path file = run.path().resolve(JournalIndex.FILE_NAME);
        index.wrong()
                .ifPresent(
                        wrong -> findings.damage(Part.INDEX, file, wrong.offset(), wrong.sequence(), wrong.reason()));
        if (Files.exists(file)) {
            String places = String.format(Locale.ROOT, "%,d places, each where the journal has it", index.places());
            findings.result(
                    Part.INDEX,
                    index.places() == 0
                            ? "to be made again, which the next verb does"
                            : places + (whole ? "" : " before the damage"));
        }
    }

    private long sequenceOf(int number) {
        return number < checkpoints.size() ? checkpoints.get(number).sequence() : Long.MAX_VALUE;
    }

    /** Checkpoints not behind a sequence, with the link of its record. */
    private void checkUpTo(long sequence, int link) {
        while (nextSequence <= sequence) {
            Checkpoint checkpoint = checkpoints.get(next);
            if (checkpoint.sequence() == sequence) {
                checkOutputs(checkpoint);
                checkLink(checkpoint, link);
            } else {
                findings.note(checkpoint.where() + ", sequence " + checkpoint.sequence()
                        + ", is from before the journal's beginning");
            }
            nextSequence = sequenceOf(++next);
        }
    }

    /** Behind the end of the journal the digests still tell something. */
    private void checkRest(long end, boolean whole) {
        for (; next < checkpoints.size(); next++) {
            Checkpoint checkpoint = checkpoints.get(next);
            if (whole) {
                findings.damage(
                        checkpoint.part(),
                        checkpoint.file(),
                        Damage.UNKNOWN,
                        checkpoint.sequence(),
                        "the journal ends before it, with sequence " + end);
            } else {
                digests.advanceTo(checkpoint.sequence());
                checkOutputs(checkpoint);
            }
        }
    }

    private void checkOutputs(Checkpoint checkpoint) {
        if (digests.sequence() < checkpoint.sequence()) {
            missing(digests.sequence() + 1);
            return;
        }
        String outputs = StateLog.hex(digests.hash());
        if (outputs.equals(checkpoint.outputs())) {
            agreedSequence = checkpoint.sequence();
            return;
        }
        findings.damage(
                checkpoint.part(),
                checkpoint.file(),
                Damage.UNKNOWN,
                checkpoint.sequence(),
                "outputs " + checkpoint.outputs() + " in " + checkpoint.where() + ", but the digests come to " + outputs
                        + "; one of them is wrong, behind sequence " + agreedSequence);
    }

    private void checkLink(Checkpoint checkpoint, int link) {
        if (checkpoint.link() != Checkpoint.NO_LINK && checkpoint.link() != Checkpoint.link(link)) {
            findings.damage(
                    checkpoint.part(),
                    checkpoint.file(),
                    Damage.UNKNOWN,
                    checkpoint.sequence(),
                    String.format(
                            Locale.ROOT,
                            "it was taken after a record with link %08x; the journal's has %08x",
                            checkpoint.link(),
                            link));
        }
    }

    private void missing(long sequence) {
        if (missingSequence == 0) {
            missingSequence = sequence;
            findings.damage(
                    Part.DIGESTS,
                    RecordedDigests.file(run),
                    Long.BYTES * (sequence - 1),
                    sequence,
                    "the digest of an input that was executed is missing");
        }
    }

    /** Digests that are missing at the end are filled in by a start, and those behind it forgotten. */
    private void checkDigestsAround(JournalReader reader) {
        long executed = digests.sequence();
        long end = reader.sequence();
        if (executed < end && digests.nextRecorded(executed + 2, end) != RecordedDigests.NONE) {
            missing(executed + 1);
        } else if (executed < end && missingSequence == 0) {
            findings.note("inputs " + (executed + 1) + " to " + end + " have no digest yet: "
                    + (run.isLive() ? "they are being executed" : "a start or a replay with --execute makes it"));
        }
        if (!run.isLive() && digests.nextRecorded(end + 1, Long.MAX_VALUE) != RecordedDigests.NONE) {
            findings.note("there are digests of inputs that the journal does not have: a start forgets them");
        }
        findings.result(Part.DIGESTS, String.format(Locale.ROOT, "%,d of %,d inputs", executed, end));
    }
}
