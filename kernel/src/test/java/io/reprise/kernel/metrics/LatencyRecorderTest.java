package io.reprise.kernel.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class LatencyRecorderTest {
    private final LatencyRecorder recorder = new LatencyRecorder("engine");

    @Test
    void shouldRecordEveryFrameOfABatchWhenItEnds() {
        note(3, 100);
        note(2, 200);
        assertEquals(0, recorder.interval().getTotalCount(), "the batch has not ended");

        recorder.record(1_000);

        Histogram interval = recorder.interval();
        assertEquals(5, interval.getTotalCount());
        assertEquals(3, interval.getCountAtValue(900));
        assertEquals(2, interval.getCountAtValue(800));
        assertEquals("engine", recorder.name());
    }

    @Test
    void shouldStartOverWithEveryBatch() {
        note(1, 100);
        recorder.record(200);
        note(1, 150);
        recorder.record(200);
        recorder.record(5_000);

        Histogram interval = recorder.interval();
        assertEquals(2, interval.getTotalCount());
        assertEquals(1, interval.getCountAtValue(100));
        assertEquals(1, interval.getCountAtValue(50));
    }

    @Test
    void shouldGiveEveryIntervalOnlyWhatIsNew() {
        note(1, 0);
        recorder.record(10);
        assertEquals(1, recorder.interval().getTotalCount());

        note(2, 0);
        recorder.record(20);
        Histogram second = recorder.interval();
        assertEquals(2, second.getTotalCount());
        assertEquals(0, second.getCountAtValue(10));
        assertEquals(0, recorder.interval().getTotalCount());
    }

    @Test
    void shouldKeepWithinItsRange() {
        note(1, 500);
        note(1, 0);
        recorder.record(400);
        note(1, 0);
        recorder.record(3 * LatencyRecorder.MAX_NS);

        Histogram interval = recorder.interval();
        assertEquals(3, interval.getTotalCount());
        assertEquals(1, interval.getCountAtValue(0), "a clock that is behind the timestamp");
        assertEquals(1, interval.getCountAtValue(400));
        assertEquals(
                interval.lowestEquivalentValue(LatencyRecorder.MAX_NS),
                interval.lowestEquivalentValue(interval.getMaxValue()));
    }

    /** Every frame with a timestamp of its own, and more of them than a batch has runs. */
    @Test
    void shouldCountFramesBeyondTheLastRun() {
        for (int i = 0; i < 1_000; i++) {
            note(1, i);
        }
        recorder.record(1_000);

        Histogram interval = recorder.interval();
        assertEquals(1_000, interval.getTotalCount());
        assertEquals(1_000, interval.getMaxValue());
        assertTrue(interval.getMinValue() >= 1_000 - 255, "the rest stands with the last run");
    }

    @Test
    void shouldCountTimestampsThatTakeTurns() {
        for (int i = 0; i < 50; i++) {
            note(1, 100);
            note(1, 300);
        }
        recorder.record(400);

        Histogram interval = recorder.interval();
        assertEquals(50, interval.getCountAtValue(300));
        assertEquals(50, interval.getCountAtValue(100));
    }

    private void note(int frames, long timestampNs) {
        for (int i = 0; i < frames; i++) {
            recorder.note(timestampNs);
        }
    }
}
