package io.reprise.journal;

import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.core.time.SystemTimeProvider;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The time that says when a day's file ends: the system's, but never back. A queue that has gone on to tomorrow's file has ended
 * today's for good, and a clock that is set back over midnight would ask it to write there. Any thread.
 */
final class ForwardTime implements TimeProvider {
    private final TimeProvider time;
    private final AtomicLong latestMs = new AtomicLong(Long.MIN_VALUE);

    ForwardTime() {
        this(SystemTimeProvider.INSTANCE);
    }

    ForwardTime(TimeProvider time) {
        this.time = time;
    }

    @Override
    public long currentTimeMillis() {
        return latestMs.accumulateAndGet(time.currentTimeMillis(), Math::max);
    }
}
