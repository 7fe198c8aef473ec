package io.reprise.replay.whatif;

import io.reprise.kernel.frame.FrameFlyweight;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became different.
 *
 * @param frames of the new run that were executed
 * @param dropped frames that were left out
 * @param shed requests that are shed in the new run and were not before
 * @param first the first answers that are others, or null
 * @param methods by name
 * @param statuses by "before → after": how many frames were answered with another status
 * @param before how long after their request the last answers came, kernel time
 * @param after the same in the new run
 * @param shedBefore requests that were refused for want of room, by priority
 * @param shedAfter the same in the new run
 * @param edge what another threshold did, or null when the edge's decisions were kept
 */
public record Outcome(
        long frames,
        long dropped,
        long shed,
        First first,
        Map<String, Method> methods,
        Map<String, Long> statuses,
        Map<LatencyClass, Long> before,
        Map<LatencyClass, Long> after,
        SortedMap<Integer, Long> shedBefore,
        SortedMap<Integer, Long> shedAfter,
        Edge edge) {

    /** Nothing yet. */
    static Builder builder() {
        return new Builder();
    }

    /** Whether every frame that was kept is answered as before. */
    public boolean isSame() {
        return shed == 0 && changed() == 0;
    }

    /** Executed frames whose answers are others. */
    public long changed() {
        return methods.values().stream().mapToLong(Method::changed).sum() - shed;
    }

    /**
     * What another overload threshold did.
     *
     * @param threshold the new one and what the run says of its own
     * @param samples of the occupancy in the journal; 0: it was always below the floor
     * @param wouldBeAdmitted requests that were refused and would not have been; they are refused in the new run as well,
     *     because what they asked is not in the journal
     */
    public record Edge(ShedThreshold threshold, long samples, long wouldBeAdmitted) {}

    /**
     * The first frame that is answered otherwise.
     *
     * @param sequence in the run it is taken from
     * @param before what it was answered there
     */
    public record First(long sequence, String request, List<String> before, List<String> after) {}

    /** Counts of one method. */
    public static final class Method {
        private long frames;
        private long changed;

        public long frames() {
            return frames;
        }

        /** Frames whose answers are others, or that are shed in the new run. */
        public long changed() {
            return changed;
        }
    }

    /** Counts while both runs are executed. */
    static final class Builder {
        private final Map<String, Method> methods = new TreeMap<>();
        private final Map<String, Long> statuses = new TreeMap<>();
        private final Map<LatencyClass, Long> before = new EnumMap<>(LatencyClass.class);
        private final Map<LatencyClass, Long> after = new EnumMap<>(LatencyClass.class);
        private final ShedCounts shedBefore = new ShedCounts();
        private final ShedCounts shedAfter = new ShedCounts();
        private Edge edge;
        private First first;
        private long frames;
        private long dropped;
        private long shed;

        void onDropped() {
            dropped++;
        }

        void edge(Edge decided) {
            edge = decided;
        }

        /** Of a frame of the run, and of one of the new run. */
        void onShed(FrameFlyweight frame, boolean inNewRun) {
            (inNewRun ? shedAfter : shedBefore).onFrame(frame);
        }

        /**
         * @param isShed whether the new run sheds it, and the old one did not
         * @return whether it is the first change
         */
        boolean onFrame(String method, boolean changed, boolean isShed) {
            frames += isShed ? 0 : 1;
            shed += isShed ? 1 : 0;
            Method counts = methods.computeIfAbsent(method, name -> new Method());
            counts.frames++;
            counts.changed += changed ? 1 : 0;
            return changed && first == null;
        }

        void first(First found) {
            first = found;
        }

        void onStatus(String change) {
            statuses.merge(change, 1L, Long::sum);
        }

        void onLatency(boolean inNewRun, LatencyClass latency) {
            (inNewRun ? after : before).merge(latency, 1L, Long::sum);
        }

        Outcome build() {
            return new Outcome(
                    frames,
                    dropped,
                    shed,
                    first,
                    methods,
                    statuses,
                    before,
                    after,
                    shedBefore.byPriority(),
                    shedAfter.byPriority(),
                    edge);
        }
    }
}
