package io.reprise.replay.whatif;

import io.reprise.journal.Playback;
import io.reprise.journal.RunManifest;
import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is changed: settings of the run, machines, frames that are left out or edited.
 *
 * @param settings {@code seed}, {@code fault-policy}, {@code shed.threshold} and limits by full name
 * @param machines that execute the new run
 * @param dropped sequences that are left out, as ranges
 * @param edits of frames
 */
public record Changes(
        Map<String, String> settings, List<MachineProvider> machines, List<Range> dropped, List<FrameEdit> edits) {
    private static final String SEED = "seed";
    private static final String FAULT_POLICY = "fault-policy";

    /** Sequences from the first to the last. */
    record Range(long first, long last) {
        static Range parse(String text) {
            String[] ends = text.split("-", 2);
            try {
                return new Range(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
            } catch (NumberFormatException e) {
                throw new RunUnusableException("what is dropped is a sequence or FIRST-LAST, not " + text);
            }
        }
    }

    /** Reads what the command line has. */
    public static Changes parse(
            Map<String, String> settings, List<MachineProvider> machines, List<String> dropped, List<String> edits) {
        return new Changes(
                settings,
                machines,
                dropped.stream().map(Range::parse).toList(),
                edits.stream().map(FrameEdit::parse).toList());
    }

    boolean drops(long sequence) {
        return dropped.stream().anyMatch(range -> sequence >= range.first() && sequence <= range.last());
    }

    void edit(FrameFlyweight frame, long sequence, int maxFrameLength) {
        edits.stream().filter(edit -> edit.sequence() == sequence).forEach(edit -> edit.apply(frame, maxFrameLength));
    }

    /** The highest sequence that is named; the run must have it. */
    long lastNamed() {
        long last = dropped.stream().mapToLong(Range::last).max().orElse(0);
        return edits.stream().mapToLong(FrameEdit::sequence).reduce(last, Math::max);
    }

    /** The threshold that decides anew whom the edge sheds, if there is one. */
    Optional<ShedThreshold> shedThreshold(RunManifest from) {
        return Optional.ofNullable(settings.get(ShedThreshold.NAME)).map(text -> ShedThreshold.of(from, text));
    }

    /** Of the new run. */
    RunManifest manifest(RunManifest from, String id) {
        SortedMap<String, Long> limits = new TreeMap<>(from.limits());
        long seed = from.seed();
        String faultPolicy = from.faultPolicy();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (setting.getKey().equals(SEED)) {
                seed = number(setting);
            } else if (setting.getKey().equals(FAULT_POLICY)) {
                faultPolicy = policy(setting.getValue());
            } else if (setting.getKey().equals(ShedThreshold.NAME)) {
                continue; // the run keeps it with its start
            } else if (limits.containsKey(setting.getKey())) {
                limits.put(setting.getKey(), number(setting));
            } else {
                throw unknown(setting.getKey(), limits);
            }
        }
        requireLimits(limits);
        return new RunManifest(
                RunManifest.FORMAT,
                id,
                seed,
                from.maxFrameLength(),
                faultPolicy,
                limits,
                Playback.machinesOf(machines),
                List.of(),
                RunManifest.Begin.WHOLE);
    }

    private static RunUnusableException unknown(String name, SortedMap<String, Long> limits) {
        List<String> known = new ArrayList<>(List.of(SEED, FAULT_POLICY, ShedThreshold.NAME));
        known.addAll(limits.keySet());
        return new RunUnusableException("a run has no setting " + name + " that its results depend on; there are "
                + String.join(", ", known) + ". What else the edge decided is in the journal as it was");
    }

    private static long number(Map.Entry<String, String> setting) {
        try {
            return Long.parseLong(setting.getValue());
        } catch (NumberFormatException e) {
            throw new RunUnusableException(setting.getKey() + " is a number, not " + setting.getValue());
        }
    }

    private static String policy(String value) {
        return Arrays.stream(FaultPolicy.values())
                .map(FaultPolicy::label)
                .filter(value::equals)
                .findFirst()
                .orElseThrow(() -> new RunUnusableException(FAULT_POLICY + " is one of "
                        + Arrays.stream(FaultPolicy.values())
                                .map(FaultPolicy::label)
                                .collect(Collectors.joining(", "))
                        + ", not " + value));
    }

    private void requireLimits(SortedMap<String, Long> limits) {
        try {
            new Machines(machines, limits);
        } catch (IllegalArgumentException e) {
            throw new RunUnusableException(e.getMessage());
        }
    }
}
