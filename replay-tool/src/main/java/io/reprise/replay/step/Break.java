package io.reprise.replay.step;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.Status;
import io.reprise.replay.FrameText;
import io.reprise.replay.expression.FrameExpression;
import java.util.StringJoiner;

/** Stops at a frame that meets a condition, or that has an answer which does. */
final class Break implements Stop {
    private final Instruction.Break condition;
    private final FrameText text;
    private final FrameExpression where;

    Break(Instruction.Break condition, FrameText text) {
        this.condition = condition;
        this.text = text;
        this.where = condition
                .where()
                .map(source -> FrameExpression.parse(source, text))
                .orElse(null);
    }

    @Override
    public void arm(TimeTravel travel) {
        // it looks at one frame only
    }

    @Override
    public String reason(TimeTravel travel) {
        FrameFlyweight frame = travel.frame();
        boolean met = frame != null && holds(frame, frame.status() != Status.OK.code());
        for (int i = 0; !met && i < travel.answers().size(); i++) {
            met = holds(travel.answers().get(i), true);
        }
        return met ? toString() : "";
    }

    /** @param hasStatus false of a request, whose status says nothing unless it was refused before it came */
    private boolean holds(FrameFlyweight frame, boolean hasStatus) {
        if (condition.session().isPresent() && condition.session().getAsLong() != frame.sessionId()) {
            return false;
        }
        if (condition.status().isPresent() && !(hasStatus && condition.status().getAsInt() == frame.status())) {
            return false;
        }
        if (condition.method().isPresent() && !condition.method().get().equals(text.methodName(frame))) {
            return false;
        }
        return where == null || where.matches(frame);
    }

    @Override
    public boolean isWatch() {
        return false;
    }

    @Override
    public String toString() {
        StringJoiner parts = new StringJoiner(" ", "break ", "");
        condition.method().ifPresent(method -> parts.add("method=" + method));
        condition.session().ifPresent(session -> parts.add("session=" + session));
        condition.status().ifPresent(status -> parts.add("status=" + Status.of(status)));
        condition.where().ifPresent(source -> parts.add("where " + source));
        return parts.toString();
    }
}
