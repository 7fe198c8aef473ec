package io.reprise.kernel.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.kernel.fixture.Bytes;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class ErrorPayloadTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(256));
    private final FrameFlyweight frame = new FrameFlyweight().wrap(buffer, 0);

    @Test
    void shouldGiveTheTextBack() {
        encode("too many – use fewer");

        assertEquals("too many – use fewer", ErrorPayload.text(frame));
        assertEquals(Status.OVERLOADED.code(), buffer.getInt(frame.payloadOffset(), FrameLayout.ORDER));
        assertEquals(8 + Bytes.text("too many – use fewer").length, frame.payloadLength());
    }

    @Test
    void shouldReadNoMoreTextThanTheFrameHolds() {
        encode("abcdef");

        assertEquals("abcdef", ErrorPayload.text(withTextLength(Integer.MAX_VALUE)));
        assertEquals("abc", ErrorPayload.text(withTextLength(3)));
        assertEquals("", ErrorPayload.text(withTextLength(-1)));
    }

    @Test
    void shouldReadNoTextFromAPayloadThatIsTooShort() {
        FrameFlyweight atTheEnd = new FrameFlyweight().wrap(buffer, buffer.capacity() - FrameLayout.HEADER_LENGTH);

        assertEquals("", ErrorPayload.text(atTheEnd.init(FrameKind.ERROR, 0)));
        assertEquals("", ErrorPayload.text(frame.init(FrameKind.ERROR, 7)));
    }

    @Test
    void shouldGiveTheNumbersOfARefusalBack() {
        byte[] text = Bytes.text("full – later");
        frame.init(FrameKind.ERROR, ErrorPayload.refusalLength(text));
        ErrorPayload.encodeRefusal(buffer, frame.payloadOffset(), Status.OVERLOADED, text, 10, 9, 8);

        assertEquals("full – later", ErrorPayload.text(frame));
        assertEquals(10, ErrorPayload.capacity(frame));
        assertEquals(9, ErrorPayload.current(frame));
        assertEquals(8, ErrorPayload.retryAfterMs(frame));
        assertEquals(9, buffer.getInt(frame.payloadOffset() + 12 + text.length, FrameLayout.ORDER));
    }

    @Test
    void shouldReadNoNumbersWhereThereAreNone() {
        encode("no refusal");
        assertEquals(0, ErrorPayload.retryAfterMs(frame));
        assertEquals(0, ErrorPayload.retryAfterMs(withTextLength(-1)));
        assertEquals(0, ErrorPayload.retryAfterMs(withTextLength(Integer.MAX_VALUE)));
        assertEquals(0, ErrorPayload.retryAfterMs(frame.init(FrameKind.ERROR, 7)));
    }

    private void encode(String text) {
        byte[] bytes = Bytes.text(text);
        frame.init(FrameKind.ERROR, ErrorPayload.length(bytes));
        ErrorPayload.encode(buffer, frame.payloadOffset(), Status.OVERLOADED, bytes);
    }

    private FrameFlyweight withTextLength(int length) {
        buffer.putInt(frame.payloadOffset() + 4, length, FrameLayout.ORDER);
        return frame;
    }
}
