package io.reprise.replay.whatif;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.ShedPayload;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many requests a run refused for want of room, by priority. One thread. */
final class ShedCounts {
    private final SortedMap<Integer, Long> byPriority = new TreeMap<>();

    /** Hears of a number of requests. */
    interface Counter {
        void count(int priority, int requests);
    }

    /** Of all frames of a run. */
    void onFrame(FrameFlyweight frame) {
        if (frame.kind() == FrameKind.SHED && !ShedPayload.isSample(frame)) {
            forEach(frame, (priority, requests) -> byPriority.merge(priority, (long) requests, Long::sum));
        }
    }

    /** The requests that a SHED frame, which is no sample, stands for. */
    static void forEach(FrameFlyweight shed, Counter counter) {
        int counts = ShedPayload.counts(shed);
        if (counts == 0) {
            counter.count(shed.priority(), 1);
        }
        for (int i = 0; i < counts; i++) {
            counter.count(ShedPayload.priority(shed, i), ShedPayload.requests(shed, i));
        }
    }

    SortedMap<Integer, Long> byPriority() {
        return Collections.unmodifiableSortedMap(byPriority);
    }
}
