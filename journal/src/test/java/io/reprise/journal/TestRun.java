package io.reprise.journal;

import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.state.Xxh64;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import net.openhft.chronicle.core.time.TimeProvider;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A run on disk that remembers a digest of every frame it wrote, so that what is read can be compared. Frames have random
 * bytes in every field and in the payload.
 */
final class TestRun implements AutoCloseable {
    static final String BOOT = "11111111-boot";
    static final String OTHER_BOOT = "22222222-boot";
    static final int MIN_FRAME = FrameLayout.HEADER_LENGTH;

    private static final long DAY_MS = 86_400_000;
    private static final String ID = "20261120120000-abcdef";

    private final RunDirectory directory;
    private final LongArrayList written = new LongArrayList();
    private final RandomGenerator random;
    private final ByteBuffer source = ByteBuffer.allocateDirect(JournalAppender.MAX_FRAME_LENGTH + 1024);
    private final FrameFlyweight frame = new FrameFlyweight();
    private final FrameChecksum checksum = new FrameChecksum();
    private final AtomicLong timeMs = new AtomicLong(1_795_176_000_000L);
    private final TimeProvider time = new ForwardTime(timeMs::get);
    private final AckMode ackMode;
    private JournalAppender appender;
    private int link;

    private TestRun(RunDirectory directory, AckMode ackMode, RandomGenerator random) {
        this.directory = directory;
        this.ackMode = ackMode;
        this.random = random;
        this.link = genesis();
    }

    static TestRun create(Path path, RandomGenerator random) {
        return create(path, AckMode.PROCESS, random);
    }

    static TestRun create(Path path, AckMode ackMode, RandomGenerator random) {
        return new TestRun(RunDirectory.create(path, manifest(ID)), ackMode, random);
    }

    static RunManifest manifest(String id) {
        return new RunManifest(
                RunManifest.FORMAT,
                id,
                1,
                FrameLayout.DEFAULT_MAX_FRAME_LENGTH,
                "quarantine",
                new TreeMap<>(),
                List.of(new RunManifest.Machine(1, "echo", 1)),
                List.of(),
                RunManifest.Begin.WHOLE);
    }

    static RunManifest.Start start(String queue, AckMode ackMode) {
        return new RunManifest.Start(
                queue,
                "2026-11-20T12:00:00Z",
                BOOT,
                ackMode.label(),
                "inline",
                "0.1.0",
                "unknown",
                "a JVM",
                RunManifest.Overload.UNKNOWN);
    }

    RunDirectory directory() {
        return directory;
    }

    int genesis() {
        return RecordLayout.genesis(ID);
    }

    /** Begins a queue, as a start of a server does. */
    TestRun start() {
        return start(queue -> QueueSpace.NONE);
    }

    /** @param space makes what allocates the queue's disk */
    TestRun start(Function<Path, QueueSpace> space) {
        RunManifest.Start start = start(directory.nextQueueName(), ackMode);
        directory.addStart(start);
        Path queue = directory.queue(start);
        appender = new JournalAppender(queue, ackMode, genesis(), link, source, time(), space.apply(queue));
        return this;
    }

    TimeProvider time() {
        return time;
    }

    /** The next document goes into a new file. */
    TestRun nextDay() {
        timeMs.addAndGet(DAY_MS);
        return this;
    }

    /** The clock is set back over midnight. */
    TestRun dayBefore() {
        timeMs.addAndGet(-DAY_MS);
        return this;
    }

    /** One document, or several when the frames do not fit into one; then a sync, as the stage does. */
    TestRun batch(int... frameLengths) {
        appender.begin();
        for (int length : frameLengths) {
            next(length);
            if (!appender.append(frame)) {
                appender.end();
                appender.begin();
                if (!appender.append(frame)) {
                    throw new AssertionError("a frame of " + length + " bytes does not fit into an empty document");
                }
            }
            link = RecordLayout.link(checksum.compute(source, frame.offset(), length), link);
        }
        appender.end();
        return this;
    }

    TestRun sync() {
        appender.sync();
        return this;
    }

    /** Random batches of random frames. */
    TestRun batches(int count, int maxFrames, int maxFrameLength) {
        for (int i = 0; i < count; i++) {
            int[] lengths = new int[1 + random.nextInt(maxFrames)];
            for (int j = 0; j < lengths.length; j++) {
                lengths[j] = MIN_FRAME + random.nextInt(maxFrameLength - MIN_FRAME + 1);
            }
            batch(lengths);
        }
        return this;
    }

    /** Ends the queue. */
    TestRun stop() {
        appender.close();
        appender = null;
        return this;
    }

    JournalAppender appender() {
        return appender;
    }

    /** Digests of the frames written, in sequence order. */
    LongArrayList written() {
        return written;
    }

    List<Path> files(int start) throws IOException {
        return directory.queueFiles(directory.manifest().starts().get(start));
    }

    /** The only file of the only start. */
    Path file() throws IOException {
        List<Path> files = files(0);
        if (directory.manifest().starts().size() != 1 || files.size() != 1) {
            throw new AssertionError("there are more files: " + files);
        }
        return files.get(0);
    }

    private void next(int length) {
        int offset = 8 * random.nextInt(8);
        UnsafeBuffer buffer = new UnsafeBuffer(source);
        for (int i = 0; i < length; i += Long.BYTES) {
            buffer.putLong(offset + i, random.nextLong());
        }
        frame.wrap(buffer, offset)
                .length(length)
                .kind(FrameKind.REQUEST)
                .sequence(written.size() + 1L)
                .timestampNs(timestampNs(written.size() + 1L))
                .crc32c(random.nextInt());
        written.addLong(digest(frame));
    }

    /** Of the frame of a sequence. */
    static long timestampNs(long sequence) {
        return 1_000 * sequence;
    }

    /** Of everything but the checksum's field, which the journal uses for the link. */
    static long digest(FrameFlyweight frame) {
        long header = Xxh64.hash(frame.buffer(), frame.offset(), FrameLayout.CRC32C_OFFSET, 0);
        return Xxh64.hash(frame.buffer(), frame.payloadOffset(), frame.payloadLength(), header);
    }

    @Override
    public void close() {
        if (appender != null) {
            appender.close();
        }
        directory.close();
    }
}
