package io.reprise.kernel.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerDigestTest {
    private static final int OFFSET = 64;

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(512));

    /** Computed by another program, from the words of docs/formats/journal.md. */
    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
                    length, soFar,            digest
                        64, 0,                7ddf9869236bac78
                        64, 123456789abcdef,  18b65881758a26b5
                        65, 0,                6f959ca5c9d1673f
                        72, 0,                6bcb0a7132c66d44
                        80, 0,                eb456bb982fccf08
                        80, 123456789abcdef,  46735d625e975eb9
                        87, 0,                e82a52dd6628771e
                        95, 123456789abcdef,  5b8a82f83bb91bc8
                        96, 0,                7d97311df578a142
                       200, 123456789abcdef,  1a03244586c28434
                    """)
    void shouldBeAsDocumented(int length, String soFar, String digest) {
        assertEquals(
                digest,
                HexFormat.of().toHexDigits(AnswerDigest.of(frame(length), HexFormat.fromHexDigitsToLong(soFar))));
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 71, 80, 96, 133})
    void shouldDependOnEveryBitAndOnNothingBehind(int length) {
        FrameFlyweight frame = frame(length);
        long digest = AnswerDigest.of(frame, 0);
        for (int i = Integer.BYTES; i < length; i++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                flip(i, bit);
                assertNotEquals(digest, AnswerDigest.of(frame, 0), "byte " + i + " bit " + bit);
                flip(i, bit);
            }
        }
        flip(length, 0);
        assertEquals(digest, AnswerDigest.of(frame, 0));
    }

    @Test
    void shouldDependOnTheOrderOfAnswers() {
        long first = AnswerDigest.of(frame(64), 0);
        long second = AnswerDigest.of(frame(80), 0);

        assertNotEquals(AnswerDigest.of(frame(80), first), AnswerDigest.of(frame(64), second));
    }

    private FrameFlyweight frame(int length) {
        for (int i = 0; i < length; i++) {
            buffer.putByte(OFFSET + i, (byte) (i * 37 + 11));
        }
        buffer.putInt(OFFSET + FrameLayout.LENGTH_OFFSET, length, FrameLayout.ORDER);
        return new FrameFlyweight().wrap(buffer, OFFSET);
    }

    private void flip(int index, int bit) {
        buffer.putByte(OFFSET + index, (byte) (buffer.getByte(OFFSET + index) ^ 1 << bit));
    }
}
