package io.reprise.replay.frames;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.replay.FrameText;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Frames for another program.
 *
 * @param frames how many
 * @param notes sentences about what is not there
 */
public record Export(long frames, List<String> notes) {
    /** The field with a whole payload. */
    static final String BYTES = "bytes";

    /** How a frame becomes text. */
    public enum Format {
        /** One JSON object a line. */
        JSONL,
        /** A header line, then one line a frame, quoted as RFC 4180 says. */
        CSV
    }

    /**
     * @param bytes whether a field has all of the payload, in Base64; it is only described otherwise
     * @param out gets the text
     * @param progress is told a sequence now and then
     */
    public static Export of(
            Frames frames, FrameText text, Format format, boolean bytes, Appendable out, LongConsumer progress)
            throws IOException {
        CsvText csv = format == Format.CSV ? new CsvText(out) : null;
        if (csv != null) {
            csv.header(text, bytes);
        }
        while (frames.next()) {
            frames.tell(progress);
            ObjectNode fields = text.fields(frames.frame());
            if (bytes) {
                fields.put(BYTES, base64(frames.frame()));
            }
            if (csv == null) {
                out.append(fields.toString()).append('\n');
            } else {
                csv.line(fields);
            }
        }
        return new Export(frames.count(), frames.notes());
    }

    private static String base64(FrameFlyweight frame) {
        byte[] payload = new byte[frame.payloadLength()];
        frame.buffer().getBytes(frame.payloadOffset(), payload);
        return Base64.getEncoder().encodeToString(payload);
    }
}
