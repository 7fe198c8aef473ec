package io.reprise.replay.latency;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.HdrHistogram.Histogram;

/** One column per stage, one row per {@link Statistic}, in us. */
record PercentileTable(List<StageLatency> stages) {
    private static final String CORNER = "latency, us";
    private static final String GAP = "  ";

    /** As monospaced text, columns aligned right, each line ended. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(left(CORNER));
        for (StageLatency stage : stages) {
            text.append(GAP).append(right(stage.stage(), width(stage)));
        }
        text.append('\n');
        for (Statistic statistic : Statistic.values()) {
            text.append(left(statistic.label()));
            for (StageLatency stage : stages) {
                text.append(GAP).append(right(statistic.cell(stage.histogram()), width(stage)));
            }
            text.append('\n');
        }
        return text.toString();
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

    private static int width(StageLatency stage) {
        int width = stage.stage().length();
        for (Statistic statistic : Statistic.values()) {
            width = Math.max(width, statistic.cell(stage.histogram()).length());
        }
        return width;
    }

    private static String left(String text) {
        return text + " ".repeat(CORNER.length() - text.length());
    }

    private static String right(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
