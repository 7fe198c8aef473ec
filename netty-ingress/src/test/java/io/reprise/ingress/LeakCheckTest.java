package io.reprise.ingress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
final class LeakCheckTest {
    @Test
    void shouldFindALostBuffer() {
        lose();

        List<String> leaks = new ArrayList<>();
        Await.until(() -> {
            leaks.addAll(LeakCheck.leaks());
            return !leaks.isEmpty();
        });
        assertTrue(leaks.get(0).contains("ByteBuf"), leaks::toString);
    }

    private static void lose() {
        ByteBufAllocator.DEFAULT.directBuffer(64).writeLong(1);
    }
}
