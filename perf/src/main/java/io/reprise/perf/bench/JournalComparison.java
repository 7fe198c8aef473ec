package io.reprise.perf.bench;

import io.reprise.journal.AckMode;
import io.reprise.journal.JournalAppender;
import io.reprise.journal.JournalStage;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.time.Clock;
import io.reprise.kernel.time.RealtimeClock;
import io.reprise.perf.Scratch;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The journal stage on its own: frames wait in the ring, batch by batch, and only the stage's work is timed. Raw is
 * Chronicle's append of the same bytes in the same documents.
 */
final class JournalComparison implements Comparison {
    private static final long RECORDS = 4_000_000;
    private static final int RING_LENGTH = 8 * 1024 * 1024;

    private final Scratch scratch;
    private final int length;
    private final int batch;

    JournalComparison(Scratch scratch, int length, int batch) {
        this.scratch = scratch;
        this.length = length;
        this.batch = batch;
    }

    @Override
    public String name() {
        return "journal stage, " + length + " B, batches of " + batch;
    }

    @Override
    public String rawName() {
        return "Chronicle append, same bytes and documents";
    }

    @Override
    public double goal() {
        return 0.7;
    }

    @Override
    public double raw() {
        Path directory = scratch.fresh();
        ByteBuffer source = ByteBuffer.allocateDirect(RING_LENGTH);
        for (int i = 0; i < source.capacity(); i++) {
            source.put(i, (byte) i);
        }
        double figure = RawQueue.append(directory, source, length, batch, RECORDS);
        Scratch.delete(directory);
        return figure;
    }

    @Override
    public double ours() {
        Path directory = scratch.fresh();
        Clock clock = new RealtimeClock(0);
        FrameRing ring = new FrameRing(RING_LENGTH, FrameLayout.DEFAULT_MAX_FRAME_LENGTH);
        FrameSequencer sequencer = new FrameSequencer(ring, clock, 0, 0);
        JournalAppender appender = new JournalAppender(directory, AckMode.PROCESS, 0, ring.newByteView());
        JournalStage stage = new JournalStage(ring, appender, 0, clock);
        long timedNs = 0;
        for (long done = 0; done < RECORDS; done += batch) {
            fill(sequencer);
            long startNs = System.nanoTime();
            stage.doWork();
            timedNs += System.nanoTime() - startNs;
        }
        stage.onClose();
        Scratch.delete(directory);
        if (stage.safeSequence() != RECORDS) {
            throw new IllegalStateException("journaled " + stage.safeSequence() + " of " + RECORDS);
        }
        return RECORDS * 1e3 / timedNs;
    }

    private void fill(FrameSequencer sequencer) {
        sequencer.startBatch();
        for (int i = 0; i < batch; i++) {
            sequencer
                    .claim(length)
                    .init(FrameKind.REQUEST, length - FrameLayout.HEADER_LENGTH)
                    .correlationId(i);
            sequencer.commit();
        }
        sequencer.publish();
    }
}
