package io.reprise.perf.load.trace;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * Azure LLM inference traces (AzurePublicDataset, 2023): CSV of time, prompt tokens, answer tokens. They say nothing
 * about shared prefixes.
 */
final class AzureFormat implements TraceFormat {
    static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens";

    private static final long[] NO_BLOCKS = {};

    @Override
    public boolean hasHeader() {
        return true;
    }

    @Override
    public TraceRequest parse(String line) {
        String[] cells = line.strip().split(",", -1);
        if (cells.length != 3) {
            throw new IllegalArgumentException("wants three cells, " + HEADER + "; got " + cells.length);
        }
        return new TraceRequest(timeNs(cells[0]), tokens(cells[1]), tokens(cells[2]), NO_BLOCKS);
    }

    private static long timeNs(String cell) {
        try {
            LocalDateTime time = LocalDateTime.parse(cell.strip().replace(' ', 'T'));
            return Math.addExact(
                    Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), 1_000_000_000L), (long) time.getNano());
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException("\"" + cell + "\" is no time; want 2023-11-16 18:15:46.6805900", e);
        }
    }

    private static int tokens(String cell) {
        int tokens;
        try {
            tokens = Integer.parseInt(cell.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + cell + "\" is no number of tokens", e);
        }
        if (tokens < 0) {
            throw new IllegalArgumentException("a number of tokens is not negative; got " + tokens);
        }
        return tokens;
    }
}
