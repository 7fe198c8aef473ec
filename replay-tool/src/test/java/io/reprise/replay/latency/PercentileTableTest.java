package io.reprise.replay.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.replay.latency.log.TestLog;
import io.reprise.replay.latency.plot.StageLatency;
import java.util.Locale;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PercentileTableTest {
    @Test
    void shouldAlignOneColumnPerStage() {
        String expected = """
                latency, us  journal  end-to-end
                count          1,000           0
                mean             501           -
                min             1.00           -
                50%              500           -
                90%              900           -
                99%              990           -
                99.9%            999           -
                99.99%         1,000           -
                max            1,000           -
                """;

        assertEquals(expected, table().text());
    }

    @Test
    void shouldWriteTheSameInEveryCountry() {
        String here = table().text();
        Locale locale = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(here, table().text());
            Locale.setDefault(Locale.GERMANY);
            assertEquals(here, table().text());
        } finally {
            Locale.setDefault(locale);
        }
    }

    @Test
    void shouldGiveJsonInMicrosecondsAndNullWhereNothingWasRecorded() {
        String expected = """
                [{"stage":"journal","count":1000,"mean":500.505,"min":1.0,"p50":500.223,"p90":900.095,\
                "p99":990.207,"p99.9":999.423,"p99.99":1000.447,"max":1000.447},\
                {"stage":"end-to-end","count":0,"mean":null,"min":null,"p50":null,"p90":null,\
                "p99":null,"p99.9":null,"p99.99":null,"max":null}]""";

        assertEquals(expected, table().json().toString());
    }

    /** 1 to 1,000 us, and nothing. */
    private static PercentileTable table() {
        TreeMap<String, Histogram> histograms = new TreeMap<>(StageLatency.PIPELINE_ORDER);
        histograms.put("journal", TestLog.histogram(TestLog.values(1000, i -> i * 1000)));
        histograms.put("end-to-end", TestLog.histogram());
        return new PercentileTable(StageLatency.listOf(histograms));
    }
}
