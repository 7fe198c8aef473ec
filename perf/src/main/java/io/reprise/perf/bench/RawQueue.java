package io.reprise.perf.bench;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.BufferUtil;

/** Chronicle Queue alone: the same bytes in the same documents, no checksums. */
final class RawQueue {
    private RawQueue() {}

    private static SingleChronicleQueue open(Path directory) {
        return SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(RollCycles.FAST_DAILY)
                .blockSize(64 * 1024 * 1024)
                .build();
    }

    /** Records per second, in millions, appended in documents of {@code batch} records of {@code length} bytes. */
    static double append(Path directory, ByteBuffer source, int length, int batch, long records) {
        PointerBytesStore store = new PointerBytesStore();
        store.set(BufferUtil.address(source), source.capacity());
        BytesStore<?, ?> from = store;
        int places = source.capacity() / length;
        try (SingleChronicleQueue queue = open(directory);
                ExcerptAppender appender = queue.createAppender()) {
            long timedNs = 0;
            long place = 0;
            for (long done = 0; done < records; done += batch) {
                long startNs = System.nanoTime(); // document by document, as ours
                try (DocumentContext document = appender.writingDocument()) {
                    Bytes<?> bytes = document.wire().bytes();
                    for (int i = 0; i < batch; i++) {
                        bytes.write(from, place * length, (long) length);
                        place = place + 1 == places ? 0 : place + 1;
                    }
                }
                timedNs += System.nanoTime() - startNs;
            }
            return records * 1e3 / timedNs;
        }
    }

    /**
     * Reads every document of a queue and every long of it, without doing anything with them.
     *
     * @return the sum of all longs, so that the reading is done
     */
    static long read(Path directory) {
        long sum = 0;
        try (SingleChronicleQueue queue = open(directory);
                ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        return sum;
                    }
                    Bytes<?> bytes = document.wire().bytes();
                    while (bytes.readRemaining() >= Long.BYTES) {
                        sum += bytes.readLong();
                    }
                }
            }
        }
    }
}
