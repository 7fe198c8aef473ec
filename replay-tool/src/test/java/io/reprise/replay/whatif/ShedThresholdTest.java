package io.reprise.replay.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reprise.journal.RunManifest;
import io.reprise.journal.RunManifest.Overload;
import io.reprise.journal.RunUnusableException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ShedThresholdTest {
    @Test
    void shouldGoByTheHighestOfAllStarts() {
        RunManifest run = run(new Overload("shed", 0.8, 0.2), new Overload("shed", 0.6, 0.4));

        assertEquals(new ShedThreshold(0.5, 0.8, 0.4), ShedThreshold.of(run, "0.5"));
    }

    @Test
    void shouldTakeWaitingForNoThreshold() {
        assertEquals(new ShedThreshold(0.9, 1, 0.2), ShedThreshold.of(run(new Overload("wait", 0.5, 0.2)), "0.9"));
    }

    @Test
    void shouldRefuseWhatIsUnknown() {
        assertRefused(
                "shed.threshold cannot be 0.3: the run was recorded with --occupancy-floor 0.4, and how full it was below"
                        + " that is unknown",
                run(new Overload("shed", 0.8, 0.4)),
                "0.3");
        assertRefused(
                "whom another shed.threshold would have shed is unknown: the run, or a start of it, was recorded before the"
                        + " journal had samples of the occupancy",
                run(new Overload("shed", 0.8, 0.4), Overload.UNKNOWN),
                "0.5");
    }

    @Test
    void shouldRefuseWhatIsNoShare() {
        for (String text : List.of("1.5", "-1", "NaN", "half", "")) {
            assertRefused("shed.threshold is a share, 0 to 1, not " + text, run(new Overload("shed", 0.8, 0.2)), text);
        }
    }

    private static void assertRefused(String sentence, RunManifest run, String text) {
        assertEquals(
                sentence,
                assertThrows(RunUnusableException.class, () -> ShedThreshold.of(run, text))
                        .getMessage());
    }

    private static RunManifest run(Overload... starts) {
        return new RunManifest(
                RunManifest.FORMAT,
                "id",
                1,
                4096,
                "halt",
                new TreeMap<>(),
                List.of(),
                Arrays.stream(starts)
                        .map(overload ->
                                new RunManifest.Start("0001", "t", "b", "process", "inline", "v", "c", "j", overload))
                        .toList(),
                RunManifest.Begin.WHOLE);
    }
}
