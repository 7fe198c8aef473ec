package io.reprise.llm.frame;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ways to fail that a test may ask for: the catalogue of failoverbench (S01 to S16), and any HTTP status. A fault is named by the
 * header {@code X-Sim-Fault} or by the model: {@code fb-s05-anything}.
 */
public enum Fault {
    /** 429 and Retry-After: 2, once. */
    S01(1),
    /** 429 without Retry-After, always. */
    S02(2),
    /** 500, once. */
    S03(3),
    /** 503, always. */
    S04(4),
    /** The connection is reset before an answer, once. */
    S05(5),
    /** Never answered: the connection ends after 120 s. */
    S06(6),
    /** The head at once, the first token after 20 s. */
    S07(7),
    /** The connection ends after 40 tokens. */
    S08(8),
    /** Silent after 20 tokens, for 30 s; then the connection ends. */
    S09(9),
    /** The tenth event of the stream is no JSON. */
    S10(10),
    /** The stream is whole but for its last word. */
    S11(11),
    /** 400: the context is too long. */
    S12(12),
    /** 400: against the content policy. */
    S13(13),
    /** As S08; where to go on from, {@link #OK_NO_PREFILL}, does not take an assistant's beginning. */
    S14(14),
    /** 503 for 60 s after a reset of faults, then healthy. */
    S15(15),
    /** As S04. */
    S16(16),
    /** None: a fixed answer of 60 words. */
    OK(17),
    /** As OK, but an assistant's message at the end is a 400. */
    OK_NO_PREFILL(18),
    /** An HTTP status: the argument, or the argument % 1000 for the first argument / 1000 tries only. */
    STATUS(19);

    private static final Pattern MODEL = Pattern.compile("(?:.*/)?fb-(?:(s[0-9]{2})(?:-.*)?|ok(-noprefill)?)");
    private static final Pattern STATUS_TEXT = Pattern.compile("([45][0-9]{2})(?:\\*([1-9][0-9]?))?");

    private static final Fault[] FAULTS = values();

    private final int code;

    Fault(int code) {
        this.code = code;
    }

    /** As it stands in the bytes; 0 stands for none. */
    public int code() {
        return code;
    }

    /** Null for 0, and for a code this build does not know. */
    public static Fault of(int code) {
        return code >= 1 && code <= FAULTS.length ? FAULTS[code - 1] : null;
    }

    /** The fault a model's name asks for, or null. */
    public static Fault ofModel(String model) {
        if (!model.contains("fb-")) {
            return null; // nearly all: not worth the pattern
        }
        Matcher matcher = MODEL.matcher(model);
        if (!matcher.matches()) {
            return null;
        }
        if (matcher.group(1) == null) {
            return matcher.group(2) == null ? OK : OK_NO_PREFILL;
        }
        return ofName(matcher.group(1));
    }

    /** The fault of a header's value, such as {@code s05} or {@code 503} or {@code 503*2}; null when there is none of that name. */
    public static Fault ofName(String name) {
        if (STATUS_TEXT.matcher(name).matches()) {
            return STATUS;
        }
        for (Fault fault : FAULTS) {
            if (fault.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
                return fault;
            }
        }
        return null;
    }

    /** What goes with the fault of that name: see {@link #STATUS}; 0 for others. */
    public static int argument(String name) {
        Matcher matcher = STATUS_TEXT.matcher(name);
        if (!matcher.matches()) {
            return 0;
        }
        int tries = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return tries * 1000 + Integer.parseInt(matcher.group(1));
    }
}
