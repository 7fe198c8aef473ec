package io.reprise.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** The queue files of a run's journal in the order they were written, one of them open. One thread. */
final class JournalFiles implements AutoCloseable {
    private static final int NONE = -1;

    private final RunDirectory run;
    private final HeaderChecksum headerChecksum;
    private final Iterator<RunManifest.Start> starts;
    private Iterator<Path> files = List.<Path>of().iterator();
    private RunManifest.Start start;
    private QueueFile file;
    private int startNumber = NONE;
    private int fileNumber = NONE;

    JournalFiles(RunDirectory run, HeaderChecksum headerChecksum) {
        this.run = run;
        this.headerChecksum = headerChecksum;
        this.starts = run.manifest().journaledStarts().iterator();
    }

    /** The one that is open; null before the first and when it was closed. */
    QueueFile file() {
        return file;
    }

    /** Whose queue it is in, or was; null before the first. */
    RunManifest.Start start() {
        return start;
    }

    /** Of that start among those that journaled, from 0. */
    int startNumber() {
        return startNumber;
    }

    /** In that start's queue, from 0. */
    int fileNumber() {
        return fileNumber;
    }

    /** Whether no other file comes behind this one. */
    boolean isLast() {
        return !starts.hasNext() && !files.hasNext();
    }

    /** False behind the last one. */
    boolean openNext() throws IOException {
        while (!files.hasNext()) {
            if (!starts.hasNext()) {
                return false;
            }
            nextStart();
        }
        open(files.next());
        return true;
    }

    /** Goes on to a file behind this one. */
    void openAt(int wantedStart, int wantedFile) throws IOException {
        while (startNumber < wantedStart) {
            nextStart();
        }
        while (fileNumber < wantedFile) {
            open(files.next());
        }
    }

    private void nextStart() throws IOException {
        start = starts.next();
        startNumber++;
        fileNumber = NONE;
        files = run.queueFiles(start).iterator();
    }

    private void open(Path path) throws IOException {
        closeFile();
        file = new QueueFile(path, headerChecksum);
        fileNumber++;
    }

    void closeFile() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    @Override
    public void close() throws IOException {
        closeFile();
    }
}
