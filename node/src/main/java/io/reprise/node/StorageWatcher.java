package io.reprise.node;

import io.reprise.journal.DiskReserve;
import java.util.function.Consumer;

/** Says when the disk is full, and lets held ticks go when it no longer is. Any thread. */
final class StorageWatcher implements DiskReserve.Watcher {
    private final Consumer<String> log;
    private final Runnable wakeUp;

    StorageWatcher(Consumer<String> log, Runnable wakeUp) {
        this.log = log;
        this.wakeUp = wakeUp;
    }

    @Override
    public void onFull(String why) {
        log.accept("storage full, refusing requests until there is room: " + why);
    }

    @Override
    public void onRoom() {
        log.accept("storage has room again, taking requests");
        wakeUp.run();
    }
}
