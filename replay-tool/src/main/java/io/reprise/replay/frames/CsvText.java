package io.reprise.replay.frames;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.replay.FrameText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Comma-separated values as RFC 4180 has them. */
final class CsvText {
    private static final String END_OF_LINE = "\r\n";

    private final Appendable out;

    CsvText(Appendable out) {
        this.out = out;
    }

    /** The names of a frame's fields, also when there will be no frame. */
    void header(FrameText text, boolean bytes) throws IOException {
        FrameFlyweight blank = new FrameFlyweight()
                .wrap(new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH]), 0)
                .init(0, 0);
        List<String> names = new ArrayList<>();
        text.fields(blank).fieldNames().forEachRemaining(names::add);
        if (bytes) {
            names.add(Export.BYTES);
        }
        write(names);
    }

    void line(ObjectNode fields) throws IOException {
        List<String> values = new ArrayList<>(fields.size());
        fields.forEach(value -> values.add(value.asText()));
        write(values);
    }

    private void write(List<String> values) throws IOException {
        String comma = "";
        for (String value : values) {
            out.append(comma).append(quoted(value));
            comma = ",";
        }
        out.append(END_OF_LINE);
    }

    private static String quoted(String value) {
        boolean plain =
                value.chars().noneMatch(letter -> letter == ',' || letter == '"' || letter == '\r' || letter == '\n');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
