package io.reprise.replay.latency;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.replay.latency.plot.StageLatency;
import java.util.List;
import org.HdrHistogram.Histogram;

/** One column per stage, one row per {@link Statistic}, in us. */
record PercentileTable(List<StageLatency> stages) {
    private static final String CORNER = "latency, us";

    /** As monospaced text, columns aligned right, each line ended. */
    String text() {
        return columns().text(CORNER);
    }

    StatisticTable columns() {
        StatisticTable table = new StatisticTable();
        for (StageLatency stage : stages) {
            table.add(stage.stage(), stage.style(), statistic -> statistic.cell(stage.histogram()));
        }
        return table;
    }

    /** An array with an object per stage; values in us with three decimals, null when nothing was recorded. */
    ArrayNode json() {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (StageLatency stage : stages) {
            ObjectNode object = array.addObject().put("stage", stage.stage());
            for (Statistic statistic : Statistic.values()) {
                putValue(object, statistic, stage.histogram());
            }
        }
        return array;
    }

    private static void putValue(ObjectNode object, Statistic statistic, Histogram histogram) {
        if (statistic == Statistic.COUNT) {
            object.put(statistic.key(), histogram.getTotalCount());
        } else if (histogram.getTotalCount() == 0) {
            object.putNull(statistic.key());
        } else {
            object.put(statistic.key(), Math.round(statistic.of(histogram)) / 1000.0);
        }
    }
}
