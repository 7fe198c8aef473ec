package io.reprise.ingress.connection;

import io.netty.channel.EventLoop;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.ShedPayload;
import java.util.concurrent.TimeUnit;

/**
 * Journals what was refused for want of room, as SHED frames: the first {@link #SINGLES} requests of a millisecond each in
 * a frame of its own, the others, and those the ring has no room for, as one frame of counts per priority at the
 * millisecond's end. So a flood that is refused does not become a flood in the journal. Event loop only.
 */
final class ShedLog {
    /** Requests in frames of their own per {@link #WINDOW_MS}. */
    static final int SINGLES = 16;

    private static final long WINDOW_MS = 1;
    private static final int PRIORITIES = 256;

    private final RequestWriter writer;
    private final EventLoop eventLoop;
    private final Runnable endWindow = this::endWindow;
    private final int[] counts = new int[PRIORITIES];
    private int counted;
    private int singles;
    private boolean windowOpen;
    private Refusal last;
    private int lastReason;

    ShedLog(RequestWriter writer, EventLoop eventLoop) {
        this.writer = writer;
        this.eventLoop = eventLoop;
    }

    /** @param request its header */
    void onShed(FrameFlyweight request, Refusal refusal, int reason) {
        if (!windowOpen) {
            openWindow();
        }
        if (singles < SINGLES && reason == ShedPayload.QUEUE && writeSingle(request, refusal)) {
            singles++;
            return;
        }
        if (counts[request.priority()]++ == 0) {
            counted++;
        }
        last = refusal;
        lastReason = reason;
    }

    /** Whether something is still to be written. */
    boolean isPending() {
        return counted > 0;
    }

    private void openWindow() {
        windowOpen = true;
        eventLoop.schedule(endWindow, WINDOW_MS, TimeUnit.MILLISECONDS);
    }

    private void endWindow() {
        windowOpen = false;
        singles = 0;
        if (counted > 0 && !writeCounts()) {
            openWindow();
        }
    }

    private boolean writeSingle(FrameFlyweight request, Refusal refusal) {
        FrameFlyweight shed = writer.claimIfRoom(FrameLayout.HEADER_LENGTH + ShedPayload.length(0));
        if (shed == null) {
            return false;
        }
        ShedPayload.encodeRefusal(shed, request, refusal.capacity(), refusal.current(), ShedPayload.QUEUE);
        writer.commit();
        return true;
    }

    private boolean writeCounts() {
        int payloadLength = ShedPayload.length(counted);
        FrameFlyweight shed = writer.claimIfRoom(FrameLayout.HEADER_LENGTH + payloadLength);
        if (shed == null) {
            return false;
        }
        shed.init(FrameKind.SHED, payloadLength).status(last.status().code());
        ShedPayload.encode(shed.buffer(), shed.payloadOffset(), last.capacity(), last.current(), lastReason, counted);
        int index = 0;
        for (int priority = 0; priority < PRIORITIES; priority++) {
            if (counts[priority] > 0) {
                ShedPayload.putCount(shed.buffer(), shed.payloadOffset(), index++, priority, counts[priority]);
                counts[priority] = 0;
            }
        }
        counted = 0;
        writer.commit();
        return true;
    }
}
