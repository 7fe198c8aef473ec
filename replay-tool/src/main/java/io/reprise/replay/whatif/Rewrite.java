package io.reprise.replay.whatif;

import io.reprise.journal.AckMode;
import io.reprise.journal.BootId;
import io.reprise.journal.JournalAppender;
import io.reprise.journal.JournalReader;
import io.reprise.journal.Playback;
import io.reprise.journal.RecordLayout;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.ShedPayload;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes a run's frames, with changes, into a new run, and executes that for the first time. One thread. */
final class Rewrite {
    private static final int BATCH = 256;
    private static final int STEP = 65_536;
    private static final int SHED_LENGTH = FrameLayout.HEADER_LENGTH + ShedPayload.length(0);

    private final Changes changes;
    private final LongConsumer progress;
    private final ByteBuffer bytes;
    private final FrameFlyweight frame = new FrameFlyweight();
    private final Optional<ShedThreshold> threshold;
    private final Optional<Shedding> shedding;
    private long sequence;
    private int inBatch;

    /**
     * @param to manifest of the new run
     * @param threshold that decides anew whom the edge sheds
     * @param progress is told the last sequence done, now and then
     */
    Rewrite(Changes changes, RunManifest to, Optional<ShedThreshold> threshold, LongConsumer progress) {
        this.changes = changes;
        this.threshold = threshold;
        this.shedding = threshold.map(another -> new Shedding(another, to.seed()));
        this.progress = progress;
        this.bytes = ByteBuffer.allocateDirect(Math.max(to.maxFrameLength(), SHED_LENGTH));
    }

    /** What another threshold did; complete when all is written. */
    Optional<Outcome.Edge> edge() {
        return shedding.map(Shedding::outcome);
    }

    void write(RunDirectory from, RunDirectory to) {
        RunManifest.Start like =
                from.manifest().starts().get(from.manifest().starts().size() - 1);
        RunManifest.Start start = new RunManifest.Start(
                to.nextQueueName(),
                like.time(),
                BootId.current(),
                AckMode.PROCESS.label(),
                like.threading(),
                like.version(),
                like.commit(),
                like.jvm(),
                threshold
                        .map(another -> new RunManifest.Overload(
                                "shed", another.value(), like.overload().occupancyFloor()))
                        .orElse(like.overload()));
        to.addStart(start);
        try (JournalReader reader = new JournalReader(from, BootId.current());
                JournalAppender appender = new JournalAppender(
                        to.queue(start),
                        AckMode.PROCESS,
                        RecordLayout.genesis(to.manifest().id()),
                        bytes)) {
            while (reader.next()) {
                if (!changes.drops(reader.sequence())) {
                    append(appender, reader, to.manifest().maxFrameLength());
                }
                if ((reader.sequence() & 0xFFFF) == 0) {
                    progress.accept(reader.sequence());
                }
            }
            if (inBatch > 0) {
                appender.end();
            }
            requireNamed(reader.sequence());
        }
        to.syncJournal();
    }

    private void append(JournalAppender appender, JournalReader reader, int maxFrameLength) {
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        buffer.putBytes(
                0,
                reader.frame().buffer(),
                reader.frame().offset(),
                reader.frame().length());
        frame.wrap(buffer, 0).sequence(++sequence);
        changes.edit(frame, reader.sequence(), maxFrameLength);
        shedding.ifPresent(edge -> edge.apply(frame));
        if (inBatch == 0) {
            appender.begin();
        }
        if (!appender.append(frame)) {
            appender.end();
            appender.begin();
            appender.append(frame);
            inBatch = 0;
        }
        if (++inBatch == BATCH) {
            appender.end();
            inBatch = 0;
        }
    }

    private void requireNamed(long last) {
        if (changes.lastNamed() > last) {
            throw new RunUnusableException(
                    "the run has no frame " + changes.lastNamed() + ": it ends with sequence " + last);
        }
    }

    /** Records digests and final state. */
    void execute(RunDirectory run) {
        try (RunDigests digests = new RunDigests(run, true);
                Playback playback = Playback.ofAll(run, changes.machines(), digests, line -> {})) {
            while (playback.step(STEP) > 0) {
                progress.accept(playback.reader().sequence());
            }
            run.stateLog().append(playback.state());
        }
    }
}
