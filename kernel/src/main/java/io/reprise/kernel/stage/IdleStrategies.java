package io.reprise.kernel.stage;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** What a stage's thread does when it finds no work, by name. */
public final class IdleStrategies {
    /** Names {@link #parse} takes. */
    public static final String NAMES = "backoff, yield, spin, sleep";

    /** Threads that may have a strategy of their own; {@code shared} is the one thread of that mode. */
    private static final List<String> STAGES = List.of("journal", "engine", "answers", "egress", "shared");

    private static final String DEFAULT = "backoff";

    private IdleStrategies() {}

    /**
     * Strategies by stage.
     *
     * @param text one name for all, such as {@code backoff}, or {@code engine=spin,journal=yield}; a stage that is not
     *     named takes {@code backoff}
     * @return makes a new strategy for a stage's role name; every thread needs its own
     */
    public static Function<String, IdleStrategy> perStage(String text) {
        SortedMap<String, String> byStage = new TreeMap<>();
        String forAll = text.indexOf('=') < 0 ? text : DEFAULT;
        if (text.indexOf('=') >= 0) {
            for (String pair : text.split(",")) {
                String[] stageAndName = pair.split("=", 2);
                if (stageAndName.length < 2 || !STAGES.contains(stageAndName[0])) {
                    throw new IllegalArgumentException("idle strategies are given as one name or as stage=name,… with "
                            + "stages " + String.join(", ", STAGES) + "; got " + text);
                }
                byStage.put(stageAndName[0], stageAndName[1]);
            }
        }
        byStage.values().forEach(IdleStrategies::parse);
        parse(forAll);
        return stage -> parse(byStage.getOrDefault(stage, forAll));
    }

    /** A new strategy; every thread needs its own. */
    public static IdleStrategy parse(String name) {
        return switch (name) {
            case "backoff" -> new DozingIdleStrategy();
            case "yield" -> new YieldingIdleStrategy();
            case "spin" -> new BusySpinIdleStrategy();
            case "sleep" -> new SleepingMillisIdleStrategy(1);
            default -> throw new IllegalArgumentException("idle strategy must be one of " + NAMES + ", not " + name);
        };
    }
}
