package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who allocates when, and what is left when the disk is full. */
final class SpaceAheadTest {
    private static final int FLOOR = 100;
    private static final int TARGET = 300;
    private static final int STEP = 50;

    private static final Path FILE = Path.of("file");

    private long free = Long.MAX_VALUE;
    private final List<String> events = new ArrayList<>();
    private final SpaceAhead space =
            new SpaceAhead(this::allocate, FLOOR, TARGET, STEP, () -> events.add("low"), full -> events.add("full"));

    private void allocate(Path where, long offset, long length) {
        if (length > free) {
            throw new StorageFullException("no room in " + where);
        }
        free -= length;
        events.add(offset + "+" + length);
    }

    @Test
    void shouldAskForHelpBelowTheTargetAndHelpItselfBelowTheFloor() throws IOException {
        space.begin(FILE, 0, FLOOR);
        space.keepUp();
        space.advance(50);
        space.advance(51);
        space.advance(251);

        assertEquals(List.of("low", "100+250", "low", "350+251"), events);
        assertEquals(TARGET + STEP, space.ahead());
    }

    @Test
    void shouldTakeWhatThereIsWhenThereIsNoRoomForAStep() throws IOException {
        free = TARGET + STEP - 1;
        space.begin(FILE, 1_000, 0);

        assertEquals(List.of("1000+300"), events);
        assertEquals(TARGET, space.ahead());
        space.keepUp();
        assertEquals(1, events.size());
    }

    @Test
    void shouldKeepWhatItHasWhenTheDiskIsFull() throws IOException {
        space.begin(FILE, 0, FLOOR);
        space.keepUp();
        free = 10;
        events.clear();

        space.advance(100);
        assertThrows(StorageFullException.class, space::keepUp);
        space.advance(260);
        space.advance(350);

        assertEquals(List.of("low", "full", "full"), events);
        assertEquals(0, space.ahead());
        free = 1_000;
        space.keepUp();
        assertEquals(TARGET + STEP, space.ahead());
    }

    @Test
    void shouldCountOnTheFloorOfAFileThatIsNotBegun() throws IOException {
        space.keepUp();

        assertEquals(FLOOR, space.ahead());
        assertEquals(List.of(), events);
    }
}
