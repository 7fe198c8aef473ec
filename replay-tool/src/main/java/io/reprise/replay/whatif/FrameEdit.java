package io.reprise.replay.whatif;

import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One field of one frame, changed: {@code 17:priority=0}, {@code 17:payload=text} or
 * {@code 17:payload=hex:2a00000000000000}.
 *
 * @param sequence of the frame in the run it is taken from
 * @param field such as {@code priority}
 * @param value as it was given
 */
public record FrameEdit(long sequence, String field, String value) {
    private static final Pattern FORM = Pattern.compile("([0-9]+):([A-Za-z]+)=(.*)", Pattern.DOTALL);
    private static final List<String> FIELDS =
            List.of("service", "method", "priority", "seed", "timeoutMs", "correlation", "session", "payload");
    private static final String HEX = "hex:";
    private static final long MAX_UNSIGNED_SHORT = 0xFFFF;
    private static final long MAX_UNSIGNED_BYTE = 0xFF;

    /** @throws RunUnusableException when it is not of that form, or there is no such field */
    static FrameEdit parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new RunUnusableException("an edit is SEQUENCE:FIELD=VALUE, such as 17:priority=0, not " + text);
        }
        if (!FIELDS.contains(matcher.group(2))) {
            throw new RunUnusableException("a frame has no field " + matcher.group(2)
                    + " that can be edited; there are " + String.join(", ", FIELDS));
        }
        return new FrameEdit(Long.parseLong(matcher.group(1)), matcher.group(2), matcher.group(3));
    }

    /** @param maxFrameLength of the run */
    void apply(FrameFlyweight frame, int maxFrameLength) {
        if (frame.kind() != FrameKind.REQUEST && frame.kind() != FrameKind.NOTIFICATION) {
            throw new RunUnusableException("frame " + sequence + " is a " + FrameKind.name(frame.kind())
                    + "; only a REQUEST or a NOTIFICATION can be edited");
        }
        switch (field) {
            case "service" -> frame.service((int) number(1, MAX_UNSIGNED_SHORT));
            case "method" -> frame.method((int) number(1, MAX_UNSIGNED_SHORT));
            case "priority" -> frame.priority((int) number(0, MAX_UNSIGNED_BYTE));
            case "seed" -> frame.seed(number(Long.MIN_VALUE, Long.MAX_VALUE));
            case "timeoutMs" -> frame.timeoutMs((int) number(0, Integer.MAX_VALUE));
            case "correlation" -> frame.correlationId(number(Long.MIN_VALUE, Long.MAX_VALUE));
            case "session" -> frame.sessionId(number(Long.MIN_VALUE, Long.MAX_VALUE));
            default -> payload(frame, maxFrameLength);
        }
    }

    private long number(long min, long max) {
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new RunUnusableException(
                field + " of frame " + sequence + " must be a number from " + min + " to " + max + ", not " + value);
    }

    private void payload(FrameFlyweight frame, int maxFrameLength) {
        byte[] bytes = bytes();
        if (FrameLayout.HEADER_LENGTH + bytes.length > maxFrameLength) {
            throw new RunUnusableException("frame " + sequence + " would have "
                    + (FrameLayout.HEADER_LENGTH + bytes.length) + " bytes; the run takes " + maxFrameLength);
        }
        frame.length(FrameLayout.HEADER_LENGTH + bytes.length);
        frame.buffer().putBytes(frame.payloadOffset(), bytes);
    }

    private byte[] bytes() {
        if (!value.startsWith(HEX)) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return HexFormat.of().parseHex(value, HEX.length(), value.length());
        } catch (IllegalArgumentException e) {
            throw new RunUnusableException(
                    "the payload of frame " + sequence + " is not hexadecimal: " + e.getMessage());
        }
    }
}
