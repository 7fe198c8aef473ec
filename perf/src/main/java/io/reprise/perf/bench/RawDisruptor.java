package io.reprise.perf.bench;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.WaitStrategy;

/**
 * Disruptor 4 as its own performance tests use it: one producer, one consumer, a 64-byte event.
 *
 * <pre>
 *   producer ─► ring ─► BatchEventProcessor ─► sum
 * </pre>
 */
final class RawDisruptor {
    private final int slots;
    private final WaitStrategy waitStrategy;

    /** As many bytes as a frame without payload. */
    static final class Slot {
        long word0;
        long word1;
        long correlationId;
        long sessionId;
        long sequence;
        long timestampNs;
        long word6;
        long word7;
    }

    private static final class Sum implements EventHandler<Slot> {
        private final long last;
        private volatile boolean done;
        private long sum;

        Sum(long last) {
            this.last = last;
        }

        @Override
        public void onEvent(Slot slot, long sequence, boolean endOfBatch) {
            sum += slot.sequence;
            if (slot.sequence == last) {
                done = true;
            }
        }
    }

    RawDisruptor(int slots, WaitStrategy waitStrategy) {
        this.slots = slots;
        this.waitStrategy = waitStrategy;
    }

    /** Events per second, in millions; {@code batch} events are claimed and published together. */
    double run(long events, int batch) throws InterruptedException {
        RingBuffer<Slot> ring = RingBuffer.createSingleProducer(Slot::new, slots, waitStrategy);
        Sum sum = new Sum(events);
        BatchEventProcessor<Slot> processor = new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), sum);
        ring.addGatingSequences(processor.getSequence());
        Thread consumer = new Thread(processor, "raw-consumer");
        consumer.start();
        long startNs = System.nanoTime();
        for (long sequence = 0; sequence < events; sequence += batch) {
            long high = ring.next(batch);
            long timestampNs = System.nanoTime();
            for (int i = 0; i < batch; i++) {
                fill(ring.get(high - batch + 1 + i), sequence + i + 1, timestampNs);
            }
            ring.publish(high - batch + 1, high);
        }
        while (!sum.done) {
            Thread.onSpinWait();
        }
        long elapsedNs = System.nanoTime() - startNs;
        processor.halt();
        consumer.join();
        if (sum.sum != events * (events + 1) / 2) {
            throw new IllegalStateException("raw Disruptor lost events: sum " + sum.sum);
        }
        return events * 1e3 / elapsedNs;
    }

    private static void fill(Slot slot, long sequence, long timestampNs) {
        slot.word0 = 64;
        slot.word1 = 1;
        slot.correlationId = sequence;
        slot.sessionId = 1;
        slot.sequence = sequence;
        slot.timestampNs = timestampNs;
        slot.word6 = 0;
        slot.word7 = 0;
    }
}
