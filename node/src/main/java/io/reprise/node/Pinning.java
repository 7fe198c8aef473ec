package io.reprise.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import net.openhft.affinity.Affinity;

/** Gives the kernel's threads their cores, in the order event loop, journal, engine, egress, and says which. */
final class Pinning {
    /** A thread that may run anywhere. */
    private static final int ANY_CORE = -1;

    private final List<Integer> cores;
    private final List<String> placed = new ArrayList<>();
    private int next;

    /**
     * @param wanted core numbers, or {@code auto}: the last cores of the machine, one per thread, when it has more
     *     than there are threads; empty: no pinning
     */
    Pinning(List<String> wanted, int threads, int available) {
        this.cores = choose(wanted, threads, available);
    }

    private static List<Integer> choose(List<String> wanted, int threads, int available) {
        List<Integer> chosen = new ArrayList<>();
        if (wanted.equals(List.of("auto"))) {
            for (int i = 0; available > threads && i < threads; i++) {
                chosen.add(available - threads + i);
            }
            return chosen;
        }
        for (String core : wanted) {
            try {
                chosen.add(Integer.parseInt(core));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("--cores takes core numbers or auto, not " + core);
            }
            int last = chosen.get(chosen.size() - 1);
            if (last < 0 || last >= available) {
                throw new IllegalArgumentException(
                        "there is no core " + last + " here; cores are 0 to " + (available - 1));
            }
        }
        return chosen;
    }

    /** Threads of this factory take the next core each. */
    ThreadFactory threads(String description) {
        return task -> {
            int core = next < cores.size() ? cores.get(next) : ANY_CORE;
            next++;
            Thread thread = new Thread(
                    () -> {
                        if (core != ANY_CORE) {
                            Affinity.setAffinity(core);
                        }
                        task.run();
                    },
                    description);
            placed.add(description + " on " + (core == ANY_CORE ? "any core" : "core " + core));
            return thread;
        };
    }

    /** One line for the log. */
    String description() {
        return String.join(", ", placed);
    }
}
