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
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes a run's frames, with changes, into a new run, and executes that for the first time. One thread. */
final class Rewrite {
    private static final int BATCH = 256;
    private static final int STEP = 65_536;

    private final Changes changes;
    private final LongConsumer progress;
    private final ByteBuffer bytes;
    private final FrameFlyweight frame = new FrameFlyweight();
    private long sequence;
    private int inBatch;

    /** @param progress is told the last sequence done, now and then */
    Rewrite(Changes changes, int maxFrameLength, LongConsumer progress) {
        this.changes = changes;
        this.progress = progress;
        this.bytes = ByteBuffer.allocateDirect(maxFrameLength);
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
                like.jvm());
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
