package io.reprise.llm.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LatencyProfileTextTest {
    private static final long MS = 1_000_000;

    @ParameterizedTest
    @CsvSource({"none, none", "gpt-4o-mini, gpt-4o-mini", "gpt-4o-2024-08-06, gpt-4o", "8b-h100, 8b-h100"})
    void shouldKnowProfilesByName(String text, String profile) {
        assertEquals(LatencyProfiles.of(profile).named(text), LatencyProfileText.parse(text));
    }

    @Test
    void shouldKnowTheDefaultByName() {
        assertEquals(LatencyProfiles.DEFAULT, LatencyProfileText.parse(" default "));
    }

    @Test
    void shouldReadQuantiles() {
        LatencyProfile profile = LatencyProfileText.parse("300:500.5:800:2000");

        assertEquals(new LatencyQuantiles(300 * MS, 500_500_000, 800 * MS, 2_000 * MS), profile.quantiles());
        assertEquals(DecodePace.NONE, profile.pace());
        assertEquals(0, profile.slots());
    }

    @Test
    void shouldReadOptions() {
        LatencyProfile quantiles = LatencyProfileText.parse("300:500:800:2000; itl=12.5 ;slots=8");
        assertEquals(12_500_000, quantiles.pace().tokenNs());
        assertEquals(8, quantiles.slots());

        LatencyProfile named = LatencyProfileText.parse("gpt-4o;slots=0");
        assertEquals(LatencyProfiles.of("gpt-4o").pace(), named.pace());
        assertEquals(0, named.slots());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fast | latency profile \"fast\" is not known: name one (gpt-4o-mini, 8b-h100, …, default, none) "
                        + "or give p50:p90:p95:p99 in ms",
                "'' | latency profile \"\" is not known: name one (gpt-4o-mini, 8b-h100, …, default, none) "
                        + "or give p50:p90:p95:p99 in ms",
                "1:2:3 | latency quantiles must be four, p50:p90:p95:p99 in ms; got \"1:2:3\"",
                "1:2:3:x | latency quantiles must be numbers of ms; got \"x\"",
                "1:2:3:1e9 | latency quantiles must be numbers of ms; got \"1e9\"",
                "1:2:-3:4 | latency quantiles must be numbers of ms; got \"-3\"",
                "1:2:3:99999999 | latency quantiles must be numbers of ms, a day at most; got \"99999999\"",
                "1:3:2:4 | latency quantiles must be above 0 and none below the one before; got \"1:3:2:4\"",
                "0:1:2:3 | latency quantiles must be above 0 and none below the one before; got \"0:1:2:3\"",
                "none;speed=3 | latency option must be itl=MS or slots=N; got \"speed=3\"",
                "none; | latency option must be itl=MS or slots=N; got \"\"",
                "none;itl=fast | itl must be a number of ms; got \"fast\"",
                "none;slots=1.5 | slots must be a whole number to 1000000; got \"1.5\"",
                "none;slots=1000001 | slots must be a whole number to 1000000; got \"1000001\"",
                "none;slots=-1 | slots must be a whole number; got \"-1\""
            })
    void shouldSayWhatIsWrong(String text, String message) {
        assertEquals(message, refusal(() -> LatencyProfileText.parse(text)));
    }

    @Test
    void shouldSayWhichValueOfAProfileIsOutOfRange() {
        assertEquals("sigma must be 0.000 to 3.000, not 3.500", refusal(() -> new LatencyMixture(1, 3.5, 0, 1)));
        assertEquals(
                "slow weight must be 0.000 to 1.000, not a number without bounds",
                refusal(() -> new LatencyMixture(1, 1, Double.NaN, 1)));
        assertEquals("p90 must be 5 to 86400000000000, not 4", refusal(() -> new LatencyQuantiles(5, 4, 6, 7)));
        assertEquals("p50 must be above 0 when p99 is", refusal(() -> new LatencyQuantiles(0, 0, 0, 7)));
        assertEquals("slots must be 0 to 1000000, not -1", refusal(() -> LatencyProfile.NONE.withSlots(-1)));
    }

    static String refusal(Runnable constructor) {
        return assertThrows(IllegalArgumentException.class, constructor::run).getMessage();
    }
}
