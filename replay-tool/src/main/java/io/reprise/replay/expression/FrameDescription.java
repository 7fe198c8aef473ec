package io.reprise.replay.expression;

import io.reprise.kernel.frame.FrameFlyweight;

/** What a frame's numbers and bytes mean to people; who knows the machines knows it. */
public interface FrameDescription {
    /** Such as {@code echo.add}. */
    String methodName(FrameFlyweight frame);

    /** The payload in one line; empty when there is none. */
    String payload(FrameFlyweight frame);
}
