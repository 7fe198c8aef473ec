package io.reprise.kernel.echo;

import static io.reprise.kernel.fixture.Answer.error;
import static io.reprise.kernel.fixture.Answer.response;
import static io.reprise.kernel.fixture.FrameBuilder.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.kernel.fixture.Bytes;
import io.reprise.kernel.fixture.FrameBuilder;
import io.reprise.kernel.fixture.TestKernel;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EchoMachineTest {
    private final EchoProvider provider = new EchoProvider();
    private final TestKernel kernel =
            TestKernel.settings(provider).limit("echo.max-keys", 2).start();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 64, 65, 960})
    void shouldReturnItsPayload(int length) {
        FrameBuilder echo = request(EchoProvider.SERVICE, EchoProvider.ECHO, Bytes.counting(length));
        kernel.send(echo);

        assertEquals(List.of(response(echo, Bytes.counting(length))), kernel.answers());
    }

    @Test
    void shouldAddToCounters() {
        FrameBuilder first = add(7, 5);
        FrameBuilder second = add(-1, 100);
        FrameBuilder third = add(7, -8);
        kernel.send(first).send(second).send(third);

        assertEquals(
                List.of(
                        response(first, Bytes.longs(5)),
                        response(second, Bytes.longs(100)),
                        response(third, Bytes.longs(-3))),
                kernel.answers());
    }

    @Test
    void shouldWrapAroundAtTheEndOfTheRange() {
        FrameBuilder max = add(1, Long.MAX_VALUE);
        FrameBuilder one = add(1, 1);
        kernel.send(max).send(one);

        assertEquals(
                List.of(response(max, Bytes.longs(Long.MAX_VALUE)), response(one, Bytes.longs(Long.MIN_VALUE))),
                kernel.answers());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 15, 17, 24})
    void shouldRefuseAPayloadOfTheWrongLength(int length) {
        FrameBuilder add = request(EchoProvider.SERVICE, EchoProvider.ADD, Bytes.counting(length));
        kernel.send(add);

        assertEquals(
                List.of(error(
                        add,
                        Status.INVALID_REQUEST,
                        "add takes 16 bytes, i64 key and i64 delta; got " + length + " bytes")),
                kernel.answers());
    }

    @Test
    void shouldRefuseANewKeyWhenAllCountersAreInUse() {
        kernel.send(add(0, 1)).send(add(5, 1)).answers();
        long faults = kernel.machines().faults();
        FrameBuilder third = add(6, 1);
        FrameBuilder known = add(0, 1);
        kernel.send(third).send(known);

        assertEquals(
                List.of(
                        error(
                                third,
                                Status.RESOURCE_EXHAUSTED,
                                "all 2 counters are in use; add to an existing key or raise echo.max-keys"),
                        response(known, Bytes.longs(2))),
                kernel.answers());
        assertEquals(faults, kernel.machines().faults(), "a refusal is no fault");
    }

    /** Runs name the version they were made with. */
    @Test
    void shouldNameItself() {
        assertEquals("1 echo 1", provider.serviceId() + " " + provider.name() + " " + provider.version());
    }

    @Test
    void shouldDescribeItsPayloads() {
        assertEquals("key=7 delta=-5", describe(add(7, -5)));
        assertEquals("sum=-3", describe(answer(FrameKind.RESPONSE, EchoProvider.ADD, Bytes.longs(-3))));
        assertEquals("hello", describe(answer(FrameKind.REQUEST, EchoProvider.ECHO, Bytes.text("hello"))));
        assertEquals("short", describe(answer(FrameKind.REQUEST, EchoProvider.ADD, Bytes.text("short"))));
    }

    @Test
    void shouldDescribeItsErrorsByTheirText() {
        byte[] error = Bytes.text("........too many");
        error[4] = 8;
        error[5] = 0;
        error[6] = 0;
        error[7] = 0;

        assertEquals("too many", describe(answer(FrameKind.ERROR, EchoProvider.ADD, error)));
        assertEquals("too many", describe(answer(FrameKind.ERROR, EchoProvider.ECHO, error)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void shouldDescribeAnAnswerThatIsCutShort(int length) {
        byte[] payload = Bytes.text("x".repeat(length));

        assertEquals("x".repeat(length), describe(answer(FrameKind.RESPONSE, EchoProvider.ADD, payload)));
    }

    private String describe(FrameBuilder frame) {
        FrameFlyweight flyweight = frame.frame();
        return provider.describePayload(flyweight);
    }

    private static FrameBuilder answer(int kind, int method, byte[] payload) {
        return FrameBuilder.frame(kind, payload).service(EchoProvider.SERVICE).method(method);
    }

    private static FrameBuilder add(long key, long delta) {
        return request(EchoProvider.SERVICE, EchoProvider.ADD, Bytes.longs(key, delta));
    }
}
