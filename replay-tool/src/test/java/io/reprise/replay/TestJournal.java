package io.reprise.replay;

import io.reprise.journal.AckMode;
import io.reprise.journal.BootId;
import io.reprise.journal.JournalAppender;
import io.reprise.journal.RecordLayout;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.agrona.concurrent.UnsafeBuffer;

/** Runs with the journal a test wants, as a killed server leaves them; never executed. */
public final class TestJournal {
    private static final String ID = "test-journal";
    private static final int BATCH = 10;

    private TestJournal() {}

    /**
     * @param frames of the sequences 1 to {@code count}, ten a batch
     * @return the directory
     */
    public static Path write(Path path, int count, LongFunction<FrameFlyweight> frames) {
        write(path, count, frames, run -> {});
        return path;
    }

    /** As the other, and does something while the run is still in use. */
    public static void write(Path path, int count, LongFunction<FrameFlyweight> frames, Consumer<RunDirectory> then) {
        ByteBuffer source = ByteBuffer.allocateDirect(FrameLayout.DEFAULT_MAX_FRAME_LENGTH);
        FrameFlyweight frame = new FrameFlyweight().wrap(new UnsafeBuffer(source), 0);
        RunManifest.Start start = new RunManifest.Start(
                "0001",
                "2026-11-20T12:00:00Z",
                BootId.current(),
                AckMode.PROCESS.label(),
                "inline",
                "0.1.0",
                "unknown",
                "a JVM",
                RunManifest.Overload.UNKNOWN);
        try (RunDirectory run = RunDirectory.create(path, manifest())) {
            run.addStart(start);
            try (JournalAppender appender =
                    new JournalAppender(run.queue(start), AckMode.PROCESS, RecordLayout.genesis(ID), source)) {
                for (int i = 0; i < count; i++) {
                    if (i % BATCH == 0) {
                        appender.begin();
                    }
                    FrameFlyweight next = frames.apply(i + 1);
                    next.copyTo(frame.buffer(), 0, next.length());
                    if (!appender.append(frame)) {
                        throw new AssertionError("ten frames do not fit into a document");
                    }
                    if (i % BATCH == BATCH - 1 || i == count - 1) {
                        appender.end();
                    }
                }
                then.accept(run);
            }
        }
    }

    private static RunManifest manifest() {
        return new RunManifest(
                RunManifest.FORMAT,
                ID,
                1,
                FrameLayout.DEFAULT_MAX_FRAME_LENGTH,
                "quarantine",
                new TreeMap<>(),
                List.of(new RunManifest.Machine(1, "echo", 1)),
                List.of(),
                RunManifest.Begin.WHOLE);
    }
}
