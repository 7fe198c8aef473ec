package io.reprise.ingress.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeptFramesTest {
    private static final int MAX = 40_000;

    private final InFlight inFlight = new InFlight(1 << 12, false);
    private final KeptFrames frames = new KeptFrames(MAX);
    private final FrameFlyweight frame = new FrameFlyweight();
    private final ByteBuf out = Unpooled.buffer();

    KeptFramesTest() {
        inFlight.limit(1 << 12, 1 << 12);
    }

    private record Model(long id, int length) {}

    /** Random frames made, written and answered in any order, beside a list of what should be kept. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldKeepWhatAListKeeps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Model> kept = new ArrayList<>();
        ArrayDeque<Model> unwritten = new ArrayDeque<>();
        int maxLength = seed % 2 == 0 ? 3_000 : 500;
        int refused = 0;
        for (int step = 0; step < 50_000; step++) {
            int dice = random.nextInt(8);
            if (dice < 3) {
                int length = FrameLayout.HEADER_LENGTH + random.nextInt(maxLength);
                if (frames.claim(length) == KeptFrames.NONE) {
                    refused++;
                } else {
                    Model model = put(length);
                    kept.add(model);
                    unwritten.add(model);
                }
            } else if (dice < 5) {
                write(unwritten);
            } else if (!kept.isEmpty()) {
                Model answered = kept.get(random.nextInt(Math.min(4, kept.size())));
                if (!unwritten.contains(answered)) {
                    inFlight.remove(inFlight.find(answered.id()));
                    kept.remove(answered);
                    frames.dropAnswered(inFlight);
                }
            }
            assertEquals(unwritten.stream().mapToInt(Model::length).sum(), frames.unwritten(), () -> "seed " + seed);
            if (step % 100 == 0) {
                assertEquals(kept, waiting(), () -> "seed " + seed);
            }
        }
        assertTrue(refused > 0, "it was full once");
    }

    @Test
    void shouldTakeAFrameAsLongAsItsLimitOnceItIsEmpty() {
        assertNotEquals(KeptFrames.NONE, frames.claim(100));
        Model first = put(100);
        frames.write(out);
        assertEquals(KeptFrames.NONE, frames.claim(MAX));

        inFlight.remove(inFlight.find(first.id()));
        frames.dropAnswered(inFlight);

        assertEquals(0, frames.claim(MAX));
    }

    @Test
    void shouldForgetAClaimThatIsNotCommitted() {
        frames.claim(1_000);
        assertEquals(0, frames.unwritten());
        assertEquals(0, frames.claim(1_000));
    }

    private Model put(int length) {
        int offset = frames.claim(length);
        long id = inFlight.add();
        frame.wrap(frames.buffer(), offset)
                .init(FrameKind.REQUEST, length - FrameLayout.HEADER_LENGTH)
                .correlationId(id);
        if (length > FrameLayout.HEADER_LENGTH) {
            frames.buffer()
                    .setMemory(offset + FrameLayout.HEADER_LENGTH, length - FrameLayout.HEADER_LENGTH, (byte) id);
        }
        frames.commit(length);
        return new Model(id, length);
    }

    /** All that is to be written comes out whole and in order. */
    private void write(ArrayDeque<Model> unwritten) {
        out.clear();
        frames.write(out);
        while (!unwritten.isEmpty()) {
            Model model = unwritten.remove();
            assertEquals(model.length(), out.getIntLE(out.readerIndex()));
            assertEquals(model.id(), out.getLongLE(out.readerIndex() + FrameLayout.CORRELATION_ID_OFFSET));
            out.skipBytes(FrameLayout.HEADER_LENGTH);
            for (int i = FrameLayout.HEADER_LENGTH; i < model.length(); i++) {
                assertEquals((byte) model.id(), out.readByte());
            }
        }
        assertEquals(0, out.readableBytes());
        assertTrue(frames.isWritten());
    }

    private List<Model> waiting() {
        List<Model> waiting = new ArrayList<>();
        for (int offset = frames.first(); offset != KeptFrames.NONE; offset = frames.next(offset)) {
            frame.wrap(frames.buffer(), offset);
            if (inFlight.find(frame.correlationId()) != InFlight.NONE) {
                waiting.add(new Model(frame.correlationId(), frame.length()));
            }
        }
        return waiting;
    }
}
