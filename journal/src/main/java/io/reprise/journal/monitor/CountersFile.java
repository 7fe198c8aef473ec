package io.reprise.journal.monitor;

import static io.reprise.journal.monitor.CountersLayout.ORDER;

import io.reprise.kernel.metrics.Reading;
import io.reprise.kernel.metrics.Readings;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * {@code counters.dat}: the {@link Readings} of a running server where other processes can read them, in Agrona's format
 * behind a header. A copy, as old as the last {@link #update()}. Any thread; the readings say on which they may be asked.
 */
public final class CountersFile implements AutoCloseable {
    private final Readings readings;
    private final MappedByteBuffer mapped;
    private final UnsafeBuffer header;
    private final CountersManager counters;
    private final Map<String, AtomicCounter> byName = new HashMap<>();
    private boolean closed;

    /** Puts a new file in place of that of the last start. */
    public CountersFile(Path run, Readings readings) {
        this.readings = readings;
        Path file = file(run);
        this.mapped = MonitorFile.create(file, CountersLayout.FILE_LENGTH);
        this.header = new UnsafeBuffer(mapped, 0, CountersLayout.HEADER_LENGTH);
        this.counters = new CountersManager(
                new UnsafeBuffer(mapped, CountersLayout.HEADER_LENGTH, CountersLayout.METADATA_LENGTH),
                new UnsafeBuffer(
                        mapped,
                        CountersLayout.HEADER_LENGTH + CountersLayout.METADATA_LENGTH,
                        CountersLayout.VALUES_LENGTH),
                StandardCharsets.US_ASCII);
        header.putInt(CountersLayout.MAGIC_OFFSET, CountersLayout.MAGIC, ORDER);
        header.putInt(CountersLayout.VERSION_OFFSET, CountersLayout.VERSION, ORDER);
        header.putInt(CountersLayout.METADATA_LENGTH_OFFSET, CountersLayout.METADATA_LENGTH, ORDER);
        header.putInt(CountersLayout.VALUES_LENGTH_OFFSET, CountersLayout.VALUES_LENGTH, ORDER);
        header.putLong(CountersLayout.PID_OFFSET, ProcessHandle.current().pid(), ORDER);
        header.putLong(CountersLayout.START_MS_OFFSET, System.currentTimeMillis(), ORDER);
        update();
        MonitorFile.show(file);
    }

    /** Of a run. */
    static Path file(Path run) {
        return run.resolve("counters.dat");
    }

    /** Asks every reading and copies what it says. */
    public synchronized void update() {
        if (closed) {
            return;
        }
        for (Reading reading : readings.flat()) {
            counter(reading).setRelease(reading.value().getAsLong());
        }
        header.putLongRelease(CountersLayout.HEARTBEAT_MS_OFFSET, System.currentTimeMillis());
    }

    /** @param state upper case letters, such as {@code RUNNING} */
    public synchronized void state(String state) {
        if (!closed) {
            byte[] text = new byte[CountersLayout.STATE_LENGTH];
            byte[] ascii = state.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(ascii, 0, text, 0, ascii.length);
            header.putBytes(CountersLayout.STATE_OFFSET, text);
        }
    }

    /** Leaves the file as it is, and does nothing more. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            BufferUtil.free(mapped);
        }
    }

    private AtomicCounter counter(Reading reading) {
        AtomicCounter counter = byName.get(reading.name());
        if (counter == null) {
            counter = allocate(reading);
            byName.put(reading.name(), counter);
        }
        return counter;
    }

    private AtomicCounter allocate(Reading reading) {
        String label = reading.name() + CountersLayout.LABEL_SEPARATOR + reading.help();
        return counters.newCounter(
                label.substring(0, Math.min(label.length(), CountersReader.MAX_LABEL_LENGTH)),
                reading.type().code(),
                key -> key.putByte(
                        CountersLayout.UNIT_KEY_OFFSET, (byte) reading.unit().code()));
    }
}
