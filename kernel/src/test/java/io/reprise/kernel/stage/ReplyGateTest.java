package io.reprise.kernel.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplyGateTest {
    private final FrameRing output = new FrameRing(4096, 512);
    private long safeSequence;
    private int releases;
    private final ReplyGate gate = new ReplyGate(output, () -> safeSequence, () -> releases++);
    private final FramePoller sender = output.newPoller(true, gate.sequence());
    private final FrameFlyweight writer = new FrameFlyweight();

    @Test
    void shouldHoldAnswersUntilTheirRequestIsSafe() {
        answer(1);
        answer(2);
        answer(2);
        answer(3);

        assertEquals(0, gate.doWork());
        assertEquals(List.of(), sent());
        assertFalse(gate.isDrained());

        safeSequence = 2;
        assertEquals(3, gate.doWork());
        assertEquals(List.of(1L, 2L, 2L), sent());
        assertFalse(gate.isDrained());

        safeSequence = 10;
        assertEquals(1, gate.doWork());
        assertEquals(List.of(3L), sent());
        assertTrue(gate.isDrained());
    }

    @Test
    void shouldTellOncePerBatchThatAnswersMayGo() {
        gate.doWork();
        answer(1);
        gate.doWork();
        assertEquals(0, releases, "nothing was released");

        answer(1);
        safeSequence = 1;
        gate.doWork();
        gate.doWork();
        assertEquals(1, releases);
    }

    /** What an engine takes back from a fault must not keep the gate from being drained. */
    @Test
    void shouldStepOverWhatWasTakenBack() {
        int offset = output.claim(128);
        writer.wrap(output.buffer(), offset).init(FrameKind.PADDING, 64).sequence(99);
        output.publish();
        assertFalse(gate.isDrained());

        assertEquals(0, gate.doWork());

        assertTrue(gate.isDrained());
        assertEquals(List.of(), sent());
        assertEquals(0, output.occupied());
    }

    @Test
    void shouldReleaseEverythingWithoutAJournal() {
        ReplyGate open = new ReplyGate(output, JournalGate.OPEN, () -> {});
        answer(Long.MAX_VALUE);

        assertEquals(1, open.doWork());
        assertEquals("egress", open.roleName());
    }

    private void answer(long sequence) {
        int offset = output.claim(64);
        writer.wrap(output.buffer(), offset).init(FrameKind.RESPONSE, 0).sequence(sequence);
        output.publish();
    }

    private List<Long> sent() {
        List<Long> sent = new ArrayList<>();
        sender.poll(frame -> sent.add(frame.sequence()), 100);
        return sent;
    }
}
