package io.reprise.kernel.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatusTest {
    @ParameterizedTest
    @EnumSource
    void shouldBeFoundByItsCode(Status status) {
        assertSame(status, Status.of(status.code()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 25, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldTakeAnUnknownCodeForAnInternalError(int code) {
        assertSame(Status.INTERNAL, Status.of(code));
    }

    @Test
    void shouldNeverRenumber() {
        assertEquals(25, Status.values().length, "append new codes; never reuse or move one");
    }
}
