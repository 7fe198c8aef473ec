package io.reprise.replay.latency.log;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;

/**
 * One interval line of an HdrHistogram log, {@code [Tag=stage,]start,length,max,histogram}, times in seconds. Read here
 * and not by HdrHistogram's own {@code HistogramLogReader}, because that one answers damage as it answers the end of
 * the log, with {@code null}, knows no line numbers, and does not check the checksum of the compressed histogram.
 */
record LogLine(String stage, double startSec, double lengthSec, String payload) {
    /** Stage of lines that carry no tag. */
    static final String UNTAGGED = "untagged";

    private static final String TAG = "Tag=";
    private static final String DELIMITERS = "[ ,]+";
    private static final int FIELDS = 4;
    private static final int COMPRESSED_HEADER_LENGTH = 8; // cookie and length, before the zlib stream
    private static final double MAX_SEC = 1e11; // some 3,000 years

    /** @param line not empty, not a comment, not the legend */
    static LogLine parse(String line) throws DataFormatException {
        String stage = "";
        String interval = line;
        int tagEnd = line.indexOf(',');
        if (line.startsWith(TAG) && tagEnd > 0) { // up to the comma: writers let spaces in tags pass
            stage = line.substring(TAG.length(), tagEnd);
            interval = line.substring(tagEnd + 1);
        }
        String[] fields = interval.split(DELIMITERS);
        if (fields.length != FIELDS) {
            throw new DataFormatException(
                    "an interval has start, length, max and histogram; this line is cut short or is none");
        }
        number("max", fields[2], Double.MAX_VALUE); // in the writer's unit, so there is nothing to compare it with
        return new LogLine(
                stage.isEmpty() ? UNTAGGED : stage,
                number("start", fields[0], MAX_SEC),
                number("length", fields[1], MAX_SEC),
                fields[3]);
    }

    Histogram histogram() throws DataFormatException {
        try {
            byte[] compressed = Base64.getDecoder().decode(payload);
            verifyChecksum(compressed);
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(compressed), 0);
        } catch (RuntimeException e) { // the decoders have one for each way in which bytes can be wrong
            throw new DataFormatException("its histogram cannot be decoded (" + e.getMessage() + ")");
        }
    }

    private static double number(String field, String text, double limit) throws DataFormatException {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (value >= 0 && value <= limit) {
            return value;
        }
        throw new DataFormatException("its " + field + " is not a number in range");
    }

    /** Inflates to the very end, where the checksum is; the histogram's decoder stops at the last byte it needs. */
    private static void verifyChecksum(byte[] compressed) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed, COMPRESSED_HEADER_LENGTH, compressed.length - COMPRESSED_HEADER_LENGTH);
            byte[] scratch = new byte[8192];
            while (!inflater.finished()) {
                if (inflater.inflate(scratch) == 0 && !inflater.finished()) {
                    throw new DataFormatException("its histogram is cut short");
                }
            }
        } catch (DataFormatException e) {
            throw new DataFormatException("its histogram is damaged (" + e.getMessage() + ")");
        } finally {
            inflater.end();
        }
    }
}
