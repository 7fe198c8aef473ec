package io.reprise.perf.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RecordingTest {
    private final Recording recording = new Recording();

    @Test
    void shouldMeasureResponseFromIntentionAndServiceFromSending() {
        recording.sent();
        recording.right(1_000, 51_000, 61_000);
        recording.commit();

        assertEquals(60_000, recording.response().getMaxValue(), 100);
        assertEquals(10_000, recording.service().getMaxValue(), 10);
    }

    @Test
    void shouldCountAnswersThatShareTheirTimesEachByItself() {
        for (int i = 0; i < 5; i++) {
            recording.sent();
            recording.right(0, 0, 1_000);
        }
        recording.sent();
        recording.right(500, 500, 1_000);
        recording.commit();

        assertEquals(6, recording.response().getTotalCount());
        assertEquals(5, recording.response().getCountAtValue(1_000));
        assertEquals(1, recording.service().getCountAtValue(500));
    }

    @Test
    void shouldCountARightAnswerOnlyWhenItsReadIsCommitted() {
        recording.sent();
        recording.right(0, 0, 1);

        assertEquals(0, recording.rightCount());
        assertEquals(1, recording.outstanding());
        recording.commit();
        assertEquals(1, recording.rightCount());
        assertEquals(0, recording.outstanding());
    }

    @Test
    void shouldKeepFailuresApart() {
        recording.sent();
        recording.sent();
        recording.failed(11, 0, 5_000);
        recording.failed(70_000, 0, 5_000);
        recording.commit();

        assertEquals(0, recording.response().getTotalCount());
        assertEquals(2, recording.failure().getTotalCount());
        assertEquals(1, recording.failedCount(11));
        assertEquals(1, recording.failedCount(Recording.STATUS_MAX));
        assertEquals(2, recording.answeredCount());
    }

    @Test
    void shouldRecordTimesBeyondItsRangeAtItsEnds() {
        recording.right(0, 0, Long.MAX_VALUE);
        recording.wrong(9, 9, 0);
        recording.commit();

        assertEquals(2, recording.response().getTotalCount());
        assertEquals(0, recording.response().getMinValue());
    }

    @Test
    void shouldMoveIntervalsToTheTotal() {
        recording.right(0, 0, 1_000);
        recording.commit();
        recording.roll(() -> assertEquals(1, recording.response().getTotalCount()));
        recording.right(0, 0, 3_000);
        recording.commit();
        recording.roll(() -> assertEquals(1, recording.response().getTotalCount()));

        assertEquals(0, recording.response().getTotalCount());
        assertEquals(2, recording.responseSoFar().getTotalCount());
        assertEquals(2, recording.serviceSoFar().getTotalCount());
    }

    @Test
    void shouldKeepTheFirstComplaint() {
        recording.fault("first");
        recording.fault("second");

        assertEquals("first", recording.firstFault());
    }

    @Test
    void shouldNotWaitForAnswersOfLostConnections() {
        recording.sent();
        recording.sent();
        recording.lost(1);

        assertEquals(1, recording.outstanding());
    }
}
