package io.reprise.kernel.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class FrozenRegionTest {
    private static final int PAGE = Region.PAGE_LENGTH;
    private static final int PAGES = 200;

    private final Region region = new Region("cells", PAGES * PAGE);

    /** Which thread is first at a page. */
    private enum First {
        READER,
        WRITER
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveThePageAsItWas(First first) {
        region.putLong(5 * PAGE + 8, 1);
        FrozenRegion frozen = freeze();
        byte[] copy = new byte[region.length()];

        if (first == First.READER) {
            readAll(frozen, copy);
        }
        region.putLong(5 * PAGE + 8, 2);
        region.putLong(6 * PAGE, 3);
        if (first == First.WRITER) {
            readAll(frozen, copy);
        }

        assertEquals(1, new UnsafeBuffer(copy).getLong(5 * PAGE + 8));
        assertEquals(0, new UnsafeBuffer(copy).getLong(6 * PAGE));
        assertEquals(2, region.getLong(5 * PAGE + 8));
        release(frozen);
    }

    @Test
    void shouldNameThePagesThatWereEverWritten() {
        List<Integer> written = List.of(0, 1, 63, 64, 127, 190, PAGES - 1);
        for (int page : written) {
            region.putInt(page * PAGE, 7);
            if (page % 2 == 1) {
                region.hash(); // forgets what is dirty, not what was written
            }
        }
        FrozenRegion frozen = freeze();
        region.putInt(100 * PAGE, 7);

        List<Integer> named = new ArrayList<>();
        for (int page = frozen.nextWritten(0); page < frozen.pages(); page = frozen.nextWritten(page + 1)) {
            named.add(page);
        }

        assertEquals(written, named);
        release(frozen);
    }

    @Test
    void shouldTellWhatWritersLoseOncePerPage() {
        region.putLong(0, 1);
        region.putLong(PAGE, 1);
        AtomicInteger clock = new AtomicInteger();
        List<Long> lost = new ArrayList<>();
        FrozenRegion frozen = region.freeze(clock::incrementAndGet, lost::add);

        region.putLong(0, 2);
        region.putLong(8, 3);
        region.putLong(PAGE - 4, 4); // both pages
        region.putLong(7 * PAGE, 5); // was zero

        assertEquals(List.of(1L, 1L), lost);
        release(frozen);
    }

    @Test
    void shouldFreezeOnceAtATime() {
        FrozenRegion frozen = freeze();
        assertThrows(IllegalStateException.class, this::freeze);
        release(frozen);
        release(freeze());
    }

    /** A reader copies while the engine's thread writes at random: the copy is the state at the mark, every time. */
    @ParameterizedTest
    @MethodSource("io.reprise.kernel.fixture.WalkSeeds#seeds")
    void shouldCopyTheMomentItWasFrozenWhileWritesGoOn(long seed) throws InterruptedException {
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            writeAnything(random, 300);
            byte[] expected = new byte[region.length()];
            region.bytes().getBytes(0, expected);
            FrozenRegion frozen = freeze();
            byte[] copy = new byte[region.length()];
            AtomicBoolean done = new AtomicBoolean();
            Thread reader = new Thread(() -> {
                readAll(frozen, copy);
                done.set(true);
            });
            reader.start();
            int writes = 0;
            while (!done.get() || writes < 300) {
                writeAnything(random, 10);
                writes += 10;
            }
            reader.join();
            assertArrayEquals(expected, copy, "seed " + seed + ", round " + round);
            release(frozen);
        }
        assertTrue(region.hash() != 0);
    }

    /** Every way to write, anywhere, over borders of pages too. */
    private void writeAnything(Random random, int count) {
        for (int i = 0; i < count; i++) {
            int length = random.nextInt(random.nextInt(8) == 0 ? 3 * PAGE : 64);
            int to = random.nextInt(region.length() - Math.max(length, 8) + 1);
            int from = random.nextInt(region.length() - Math.max(length, 8) + 1);
            switch (random.nextInt(5)) {
                case 0 -> region.putLong(to, random.nextLong());
                case 1 -> region.putInt(to, random.nextInt());
                case 2 -> {
                    byte[] bytes = new byte[length];
                    random.nextBytes(bytes);
                    region.putBytes(to, new UnsafeBuffer(bytes), 0, length);
                }
                case 3 -> region.move(to, from, length);
                default -> region.clear(to, length);
            }
        }
    }

    private FrozenRegion freeze() {
        return region.freeze(() -> 0, lostNs -> {});
    }

    private void release(FrozenRegion frozen) {
        region.thaw();
        frozen.free();
    }

    private static void readAll(FrozenRegion frozen, byte[] copy) {
        UnsafeBuffer target = new UnsafeBuffer(copy);
        for (int page = frozen.nextWritten(0); page < frozen.pages(); page = frozen.nextWritten(page + 1)) {
            frozen.read(page, target, page * PAGE);
        }
    }
}
