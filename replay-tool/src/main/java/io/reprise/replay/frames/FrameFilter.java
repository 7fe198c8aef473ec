package io.reprise.replay.frames;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import io.reprise.replay.FrameText;
import io.reprise.replay.expression.FrameExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Which frames are wanted: those that every condition is true of; all of them when there is none. One thread. */
public final class FrameFilter implements Predicate<FrameFlyweight> {
    private static final Pattern BY_NUMBER = Pattern.compile("kernel|\\w+\\.\\d+");
    private static final int KINDS = 64; // more than there are
    private static final String UNKNOWN_KIND = "KIND_";

    private final FrameText text;
    private final List<Predicate<FrameFlyweight>> conditions = new ArrayList<>();

    public FrameFilter(FrameText text) {
        this.text = text;
    }

    public FrameFilter session(long id) {
        return require(frame -> frame.sessionId() == id);
    }

    /** @param name such as {@code echo.add}, or {@code 7.3} of a service this build does not know */
    public FrameFilter method(String name) {
        List<String> names = text.methodNames();
        if (!names.contains(name) && !BY_NUMBER.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "there is no method " + name + "; the methods are " + String.join(", ", names));
        }
        return require(frame -> text.methodName(frame).equals(name));
    }

    public FrameFilter status(Status status) {
        return require(frame -> Status.of(frame.status()) == status);
    }

    /** @param name such as {@code REQUEST}, in any case */
    public FrameFilter kind(String name) {
        int[] all = IntStream.range(0, KINDS)
                .filter(kind -> !FrameKind.name(kind).startsWith(UNKNOWN_KIND))
                .toArray();
        for (int kind : all) {
            if (FrameKind.name(kind).equalsIgnoreCase(name)) {
                return require(frame -> frame.kind() == kind);
            }
        }
        throw new IllegalArgumentException("there is no kind " + name + "; the kinds are "
                + String.join(", ", IntStream.of(all).mapToObj(FrameKind::name).toList()));
    }

    /** @throws io.reprise.replay.expression.ExpressionException when it is none */
    public FrameFilter where(String expression) {
        return require(FrameExpression.parse(expression, text)::matches);
    }

    @Override
    public boolean test(FrameFlyweight frame) {
        for (Predicate<FrameFlyweight> condition : conditions) {
            if (!condition.test(frame)) {
                return false;
            }
        }
        return true;
    }

    private FrameFilter require(Predicate<FrameFlyweight> condition) {
        conditions.add(condition);
        return this;
    }
}
