package io.reprise.replay;

import io.reprise.journal.JournalIndex;
import io.reprise.journal.JournalReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A place in a run as people name it: a sequence such as {@code 1000}, a time such as {@code 2026-11-20T19:44:31.5Z}, or so
 * long after the first frame, such as {@code +2.5s}.
 *
 * @param value a sequence, or ns
 */
public record Moment(Unit unit, long value) {
    /** The first frame there is. */
    public static final Moment START = new Moment(Unit.SEQUENCE, 1);

    /** Behind every frame. */
    public static final Moment END = new Moment(Unit.SEQUENCE, Long.MAX_VALUE);

    private static final Pattern SEQUENCE = Pattern.compile("\\d+");
    private static final Pattern AFTER_FIRST = Pattern.compile("\\+(\\d{1,9}(?:\\.\\d{1,9})?)s");
    private static final int NS_DIGITS = 9;

    /** What the number counts. */
    public enum Unit {
        SEQUENCE,
        /** Since the Unix epoch. */
        TIME_NS,
        /** Since the first frame of the journal. */
        AFTER_FIRST_NS
    }

    /** @throws IllegalArgumentException with a sentence for people */
    public static Moment parse(String text) {
        try {
            if (SEQUENCE.matcher(text).matches()) {
                return new Moment(Unit.SEQUENCE, new BigInteger(text).longValueExact());
            }
            Matcher after = AFTER_FIRST.matcher(text);
            if (after.matches()) {
                BigDecimal seconds = new BigDecimal(after.group(1));
                return new Moment(
                        Unit.AFTER_FIRST_NS, seconds.movePointRight(NS_DIGITS).longValueExact());
            }
            return new Moment(Unit.TIME_NS, ns(Instant.parse(text)));
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "`" + text + "` is no moment: a sequence such as 1000, a time such as 2026-11-20T19:44:31.5Z, or so"
                            + " long after the first frame, such as +2.5s");
        }
    }

    public boolean isSequence() {
        return unit == Unit.SEQUENCE;
    }

    /** Sequence of the first frame of that moment or later; it may be behind the last frame. */
    public long firstSequence(JournalIndex index) {
        return isSequence() ? value : index.sequenceAt(timeNs(index));
    }

    /** Sequence of the last frame up to that moment; it may be before the first frame, or behind the last. */
    public long lastSequence(JournalIndex index) {
        return isSequence() ? value : index.sequenceAt(timeNs(index) + 1) - 1;
    }

    private long timeNs(JournalIndex index) {
        if (unit == Unit.TIME_NS) {
            return value;
        }
        try (JournalReader reader = index.readerAt(1)) {
            return reader.next() ? reader.timestampNs() + value : value;
        }
    }

    private static long ns(Instant time) {
        return BigInteger.valueOf(time.getEpochSecond())
                .multiply(BigInteger.TEN.pow(NS_DIGITS))
                .add(BigInteger.valueOf(time.getNano()))
                .longValueExact();
    }

    /** For options of the command line. */
    public static final class Converter implements ITypeConverter<Moment> {
        @Override
        public Moment convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
