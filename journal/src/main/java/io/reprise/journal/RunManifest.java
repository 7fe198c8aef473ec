package io.reprise.journal;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.machine.FaultPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a run is, in {@code run.json}: everything besides the journal that shapes its results, and where it was made.
 *
 * @param format of the run directory, {@link #FORMAT}
 * @param id of the run, unique
 * @param seed of the run
 * @param maxFrameLength in bytes
 * @param faultPolicy {@code quarantine} or {@code halt}
 * @param limits of kernel and machines, by full name
 * @param machines that wrote it
 * @param starts of the server, oldest first; one journal queue each
 * @param begin where the journal begins
 */
@JsonPropertyOrder({"format", "id", "seed", "maxFrameLength", "faultPolicy", "limits", "machines", "starts", "begin"})
public record RunManifest(
        int format,
        String id,
        long seed,
        int maxFrameLength,
        String faultPolicy,
        SortedMap<String, Long> limits,
        List<Machine> machines,
        List<Start> starts,
        Begin begin) {

    /**
     * The format this build reads and writes. 2: digests of answers in four lanes. 3: sessions are part of the state, the
     * manifest says where the journal begins.
     */
    public static final int FORMAT = 3;

    private static final Pattern QUEUE_NAME = Pattern.compile("[0-9]{4,9}");

    /** Refuses what no build can have written: a manifest is also read from disk. */
    public RunManifest {
        if (maxFrameLength < FrameLayout.HEADER_LENGTH || maxFrameLength > JournalAppender.MAX_FRAME_LENGTH) {
            throw new RunUnusableException("the longest frame of a run must be " + FrameLayout.HEADER_LENGTH + " to "
                    + JournalAppender.MAX_FRAME_LENGTH + " bytes, not " + maxFrameLength);
        }
        if (Arrays.stream(FaultPolicy.values())
                .noneMatch(policy -> policy.label().equals(faultPolicy))) {
            throw new RunUnusableException("the fault policy of a run must be quarantine or halt, not " + faultPolicy);
        }
        limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
        machines = List.copyOf(machines);
        starts = List.copyOf(starts);
    }

    /** One machine and the version of its behaviour. */
    public record Machine(int service, String name, int version) {}

    /**
     * One start of the server.
     *
     * @param queue directory name under {@code journal/}
     * @param time ISO-8601, UTC
     * @param bootId of the operating system; another one later means the power may have gone in between
     * @param overload {@link Overload#UNKNOWN} where it is missing: there were starts before it was noted
     */
    public record Start(
            String queue,
            String time,
            String bootId,
            String ackMode,
            String threading,
            String version,
            String commit,
            String jvm,
            Overload overload) {

        /** A queue's name becomes part of a path. */
        public Start {
            if (!QUEUE_NAME.matcher(queue).matches()) {
                throw new RunUnusableException("the queue of a start is named by its number, not \"" + queue + "\"");
            }
        }
    }

    /**
     * What a start's edge went by when more came than it had room for. It shapes no result: what it decided is in the journal.
     *
     * @param policy {@code shed}, {@code wait}, or {@code unknown}
     * @param threshold share of queue or ring from which on requests were shed
     * @param occupancyFloor share from which on the journal has samples of the occupancy
     */
    public record Overload(String policy, double threshold, double occupancyFloor) {
        /** Of a start without an edge, or before this was noted: the journal has no samples of the occupancy. */
        public static final Overload UNKNOWN = new Overload("unknown", 1, 1);

        /** Refuses what no build can have written. */
        public Overload {
            if (!List.of("shed", "wait", "unknown").contains(policy)
                    || !(threshold >= 0 && threshold <= 1 && occupancyFloor >= 0 && occupancyFloor <= 1)) {
                throw new RunUnusableException("what a start says of overload must be shed, wait or unknown, with a"
                        + " threshold and a floor of 0 to 1, not " + policy + ", " + threshold + " and "
                        + occupancyFloor);
            }
        }
    }

    /**
     * Where the journal begins: what was before it was deleted on purpose, by {@code reprise prune}, so nothing there is
     * missing.
     *
     * @param queue of the first file; empty in a journal that has everything
     * @param file the first one, by name
     * @param sequence of the last frame before it; 0 in a journal that has everything
     * @param link of that frame's record: the first record continues it
     */
    public record Begin(String queue, String file, long sequence, int link) {
        /** Of a journal that has everything. */
        public static final Begin WHOLE = new Begin("", "", 0, 0);

        /** Whether anything was deleted. */
        boolean isPruned() {
            return sequence > 0;
        }
    }

    RunManifest withStart(Start start) {
        List<Start> all = new ArrayList<>(starts);
        all.add(start);
        return new RunManifest(format, id, seed, maxFrameLength, faultPolicy, limits, machines, all, begin);
    }

    RunManifest withBegin(Begin newBegin) {
        return new RunManifest(format, id, seed, maxFrameLength, faultPolicy, limits, machines, starts, newBegin);
    }

    /** The starts that have frames in the journal, and maybe some that have none. */
    List<Start> journaledStarts() {
        if (!begin.isPruned()) {
            return starts;
        }
        for (int i = 0; i < starts.size(); i++) {
            if (starts.get(i).queue().equals(begin.queue())) {
                return starts.subList(i, starts.size());
            }
        }
        throw new RunUnusableException("the journal begins with queue " + begin.queue() + ", which is of no start");
    }
}
