package io.reprise.perf.load.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoWorkloadTest {
    private static final int OFFSET = 24;
    private static final long FULLY_COMPARED = 2048;
    private static final long SPOT_CHECKED = 2049;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 64, 1000})
    void shouldAcceptItsOwnPayload(int size) {
        Workload echo = new Work.Echo(size).start(1, 1);
        UnsafeBuffer buffer = payload(echo, SPOT_CHECKED);

        assertEquals(size, echo.length(SPOT_CHECKED));
        assertTrue(echo.isRight(SPOT_CHECKED, buffer, OFFSET, size));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 15, 16, 17, 31, 32, 33, 64, 1000})
    void shouldSeeAnyChangedByteInAFullComparison(int size) {
        Workload echo = new Work.Echo(size).start(1, 1);
        UnsafeBuffer buffer = payload(echo, FULLY_COMPARED);

        for (int i = 0; i < size; i++) {
            buffer.putByte(OFFSET + i, (byte) (buffer.getByte(OFFSET + i) ^ 1));
            assertFalse(echo.isRight(FULLY_COMPARED, buffer, OFFSET, size), "byte " + i);
            buffer.putByte(OFFSET + i, (byte) (buffer.getByte(OFFSET + i) ^ 1));
        }
    }

    @Test
    void shouldSpotChangedEndsAndMiddleInEveryAnswer() {
        Workload echo = new Work.Echo(64).start(1, 1);
        UnsafeBuffer buffer = payload(echo, SPOT_CHECKED);

        for (int i : new int[] {0, 7, 32, 39, 56, 63}) {
            buffer.putByte(OFFSET + i, (byte) (buffer.getByte(OFFSET + i) ^ 1));
            assertFalse(echo.isRight(SPOT_CHECKED, buffer, OFFSET, 64), "byte " + i);
            buffer.putByte(OFFSET + i, (byte) (buffer.getByte(OFFSET + i) ^ 1));
        }
    }

    @Test
    void shouldRefuseAnotherRequestsAnswerAndAnotherLength() {
        Workload echo = new Work.Echo(64).start(1, 1);
        UnsafeBuffer buffer = payload(echo, 5);

        assertFalse(echo.isRight(6, buffer, OFFSET, 64));
        assertFalse(echo.isRight(5, buffer, OFFSET, 63));
        assertFalse(echo.isRight(5, buffer, OFFSET, 65));
    }

    @Test
    void shouldDependOnTheSeed() {
        UnsafeBuffer one = payload(new Work.Echo(64).start(1, 1), 5);
        UnsafeBuffer other = payload(new Work.Echo(64).start(2, 1), 5);

        assertNotEquals(one, other);
    }

    @Test
    void shouldRefuseASizeTheServerDoesNotTake() {
        Workload echo = new Work.Echo(1001).start(1, 1);

        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> echo.limit(1000));

        assertEquals("size 1001 is more than the server takes; it takes up to 1000 bytes", refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Work.Echo(-1));
    }

    private static UnsafeBuffer payload(Workload workload, long index) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + workload.length(index) + 8]);
        workload.write(index, buffer, OFFSET);
        return buffer;
    }
}
