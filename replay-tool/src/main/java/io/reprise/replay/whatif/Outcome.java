package io.reprise.replay.whatif;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became different.
 *
 * @param frames executed in the new run
 * @param dropped frames that were left out
 * @param first the first answers that are others, or null
 * @param methods by name
 * @param statuses by "before → after": how many frames were answered with another status
 * @param before how long after their request the last answers came, kernel time
 * @param after the same in the new run
 */
public record Outcome(
        long frames,
        long dropped,
        First first,
        Map<String, Method> methods,
        Map<String, Long> statuses,
        Map<LatencyClass, Long> before,
        Map<LatencyClass, Long> after) {

    /** Nothing yet. */
    static Builder builder() {
        return new Builder();
    }

    /** Whether every frame that was kept is answered as before. */
    public boolean isSame() {
        return methods.values().stream().allMatch(method -> method.changed == 0) && before.equals(after);
    }

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

        /** Frames whose answers are others. */
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
        private First first;
        private long frames;
        private long dropped;

        void onDropped() {
            dropped++;
        }

        /** @return whether it is the first change */
        boolean onFrame(String method, boolean changed) {
            frames++;
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
            return new Outcome(frames, dropped, first, methods, statuses, before, after);
        }
    }
}
