package io.reprise.node;

import io.reprise.ingress.connection.Refusal;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.journal.DiskReserve;
import io.reprise.kernel.frame.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses requests while the disk is full, and takes them again when it no longer is. Any thread. */
final class StorageWatcher implements DiskReserve.Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(StorageWatcher.class);
    private static final int RETRY_AFTER_MS = 1_000;
    private static final Refusal FULL =
            new Refusal(Status.STORAGE_FULL, "the disk is full; nothing was executed, try again later", RETRY_AFTER_MS);

    private final RequestWriter writer;

    StorageWatcher(RequestWriter writer) {
        this.writer = writer;
    }

    @Override
    public void onFull(String why) {
        writer.admission().close(FULL);
        LOG.warn("storage full, refusing requests until there is room: {}", why);
    }

    @Override
    public void onRoom() {
        writer.admission().open(Status.STORAGE_FULL);
        writer.wakeUp(); // ticks were held
        LOG.info("storage has room again, taking requests");
    }
}
