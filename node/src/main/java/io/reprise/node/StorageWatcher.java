package io.reprise.node;

import io.reprise.ingress.connection.Refusal;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.journal.DiskReserve;
import io.reprise.kernel.frame.Status;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Refuses requests while the disk is full, and takes them again when it no longer is. Any thread. */
final class StorageWatcher implements DiskReserve.Watcher {
    private static final int RETRY_AFTER_MS = 1_000;
    private static final Refusal FULL =
            new Refusal(Status.STORAGE_FULL, "the disk is full; nothing was executed, try again later", RETRY_AFTER_MS);

    private final Consumer<String> log;
    private final Supplier<RequestWriter> writer;

    /** @param writer not there yet while the server starts, which then fails */
    StorageWatcher(Consumer<String> log, Supplier<RequestWriter> writer) {
        this.log = log;
        this.writer = writer;
    }

    @Override
    public void onFull(String why) {
        if (writer.get() != null) {
            writer.get().admission().close(FULL);
        }
        log.accept("storage full, refusing requests until there is room: " + why);
    }

    @Override
    public void onRoom() {
        writer.get().admission().open(Status.STORAGE_FULL);
        writer.get().wakeUp(); // ticks were held
        log.accept("storage has room again, taking requests");
    }
}
