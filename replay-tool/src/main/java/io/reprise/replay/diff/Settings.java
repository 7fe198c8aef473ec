package io.reprise.replay.diff;

import io.reprise.journal.RunManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What two manifests say differently of what shapes results. */
final class Settings {
    private Settings() {}

    /** Such as {@code seed: 1, other 2}. */
    static List<String> differences(RunManifest a, RunManifest b) {
        List<String> lines = new ArrayList<>();
        compare(lines, "seed", a.seed(), b.seed());
        compare(lines, "max-frame", a.maxFrameLength(), b.maxFrameLength());
        compare(lines, "fault-policy", a.faultPolicy(), b.faultPolicy());
        compare(lines, "machines", a.machines(), b.machines());
        TreeSet<String> limits = new TreeSet<>(a.limits().keySet());
        limits.addAll(b.limits().keySet());
        for (String limit : limits) {
            compare(lines, "limit " + limit, a.limits().get(limit), b.limits().get(limit));
        }
        return lines;
    }

    private static void compare(List<String> lines, String name, Object a, Object b) {
        if (a == null || !a.equals(b)) {
            lines.add(name + ": " + a + ", other " + b);
        }
    }
}
