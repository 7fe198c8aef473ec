package io.reprise.replay.whatif;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** When requests were asked and answered in one execution. One thread; keeps what waits for its answer. */
final class AnswerTimes {
    private final Map<Request, Long> askedNs = new HashMap<>();
    private final Consumer<LatencyClass> answered;

    private record Request(long sessionId, long correlationId) {}

    /** @param answered is told for every request how long its last answer took */
    AnswerTimes(Consumer<LatencyClass> answered) {
        this.answered = answered;
    }

    void onFrame(FrameFlyweight frame) {
        if (frame.kind() == FrameKind.REQUEST) {
            askedNs.put(new Request(frame.sessionId(), frame.correlationId()), frame.timestampNs());
        }
    }

    void onAnswer(FrameFlyweight answer) {
        boolean last = answer.kind() == FrameKind.RESPONSE || answer.kind() == FrameKind.ERROR;
        Long asked = last ? askedNs.remove(new Request(answer.sessionId(), answer.correlationId())) : null;
        if (asked != null) {
            answered.accept(LatencyClass.of(answer.timestampNs() - asked));
        }
    }
}
