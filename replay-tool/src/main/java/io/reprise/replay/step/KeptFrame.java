package io.reprise.replay.step;

import io.reprise.kernel.frame.FrameFlyweight;
import org.agrona.concurrent.UnsafeBuffer;

/** Copies of frames that were only lent. */
final class KeptFrame {
    private KeptFrame() {}

    static FrameFlyweight of(FrameFlyweight lent) {
        byte[] bytes = new byte[lent.length()];
        lent.buffer().getBytes(lent.offset(), bytes);
        return new FrameFlyweight().wrap(new UnsafeBuffer(bytes), 0);
    }
}
