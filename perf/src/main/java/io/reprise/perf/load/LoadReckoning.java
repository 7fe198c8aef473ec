package io.reprise.perf.load;

import io.reprise.perf.load.measure.Recording;
import io.reprise.perf.load.wire.Fleet;
import io.reprise.perf.load.wire.LinkCounts;
import io.reprise.perf.load.work.Workload;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the result of what was recorded. */
final class LoadReckoning {
    private static final int NO_WINDOW = 0;

    private final LoadPlan plan;
    private final Recording recording;
    private final Workload workload;

    LoadReckoning(LoadPlan plan, Recording recording, Workload workload) {
        this.plan = plan;
        this.recording = recording;
        this.workload = workload;
    }

    LoadResult refused(String reason) {
        recording.fault(String.valueOf(reason));
        return result(Ending.REFUSED, NO_WINDOW, LinkCounts.NONE, 0, 0, new TreeMap<>());
    }

    LoadResult ended(Ending ending, Fleet fleet, long unsent, long elapsedNs) {
        if (ending == Ending.LOST) {
            recording.fault(fleet.loss());
        } else if (ending == Ending.TIMED_OUT) {
            recording.fault(fleet.outage());
        }
        SortedMap<String, Long> errors = new TreeMap<>();
        for (int status = 0; status <= Recording.STATUS_MAX; status++) {
            if (recording.failedCount(status) > 0) {
                errors.put(fleet.statusName(status), recording.failedCount(status));
            }
        }
        return result(ending, fleet.window(), fleet.links(), unsent, elapsedNs, errors);
    }

    private LoadResult result(
            Ending ending, int window, LinkCounts links, long unsent, long elapsedNs, SortedMap<String, Long> errors) {
        recording.roll(() -> {});
        LoadCounts counts = new LoadCounts(
                recording.sentCount(),
                recording.rightCount(),
                recording.wrongCount(),
                recording.failedCount(),
                recording.unexpectedCount(),
                unsent,
                workload.capped());
        return new LoadResult(
                plan,
                ending,
                window,
                counts,
                links,
                errors,
                recording.firstFault(),
                elapsedNs,
                recording.responseSoFar(),
                recording.serviceSoFar(),
                recording.failure());
    }
}
