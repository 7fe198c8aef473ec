package io.reprise.replay.whatif;

import io.reprise.journal.RunManifest;
import io.reprise.journal.RunUnusableException;
import java.util.List;

/**
 * Another overload threshold for a run that was recorded with one.
 *
 * @param value share of the queue, or of the input ring, from which on requests are shed; 0 to 1
 * @param recorded the one the run was recorded with; the highest, if its starts differ
 * @param floor share from which on the run's journal says how full it was; the highest, if its starts differ
 */
public record ShedThreshold(double value, double recorded, double floor) {
    /** Name of the setting. */
    static final String NAME = "shed.threshold";

    /** @throws RunUnusableException when the run does not say enough to tell whom that threshold would have shed */
    static ShedThreshold of(RunManifest from, String text) {
        List<RunManifest.Overload> starts =
                from.starts().stream().map(RunManifest.Start::overload).toList();
        if (starts.stream().anyMatch(start -> start.policy().equals("unknown"))) {
            throw new RunUnusableException(
                    "whom another " + NAME + " would have shed is unknown: the run, or a start of it,"
                            + " was recorded before the journal had samples of the occupancy");
        }
        double value = parse(text);
        double floor = starts.stream()
                .mapToDouble(RunManifest.Overload::occupancyFloor)
                .max()
                .orElseThrow();
        if (value < floor) {
            throw new RunUnusableException(
                    NAME + " cannot be " + value + ": the run was recorded with --occupancy-floor " + floor
                            + ", and how full it was below that is unknown");
        }
        double recorded =
                starts.stream().mapToDouble(ShedThreshold::inForce).max().orElseThrow();
        return new ShedThreshold(value, recorded, floor);
    }

    /** Who waits sheds nobody, so it is as if that began when everything is full. */
    private static double inForce(RunManifest.Overload overload) {
        return overload.policy().equals("shed") ? overload.threshold() : 1;
    }

    private static double parse(String text) {
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new RunUnusableException(NAME + " is a share, 0 to 1, not " + text);
    }
}
