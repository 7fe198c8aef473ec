package io.reprise.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * Where a run's frames lie, by sequence and by time: a place for about every {@link #STEP_LENGTH} bytes of journal, in
 * {@code index.dat} beside it. Only a shortcut: what is missing, damaged or of an older journal is made again by reading,
 * and a reader that goes on from a place still checks every record. One thread.
 *
 * <pre>
 *   offset  bytes
 *        0      4  magic       "RPI1"
 *        4      4  genesis     of the run
 *        8      8  begin       sequence before the journal's first, as in run.json
 *       16      8  places      how many follow
 *       24     40  place       of each: i64 sequence, i64 timestampNs, i64 position, i32 link, i32 start, i64 file
 *      end      4  crc32c      of all before it
 * </pre>
 */
public final class JournalIndex {
    public static final String FILE_NAME = "index.dat";

    /** Journal between two places, at least, in bytes. */
    static final int STEP_LENGTH = 64 * 1024;

    private static final int MAGIC = 0x31495052; // "RPI1"
    private static final int HEADER_LENGTH = 24;
    private static final int PLACE_LENGTH = 40;
    private static final int TIMESTAMP_NS_OFFSET = 8;
    private static final int POSITION_OFFSET = 16;
    private static final int LINK_OFFSET = 24;
    private static final int START_OFFSET = 28;
    private static final int FILE_OFFSET = 32;
    private static final int PROGRESS_PLACES = 64;

    private final RunDirectory run;
    private ByteBuffer places;
    private int count;

    /**
     * Where a batch begins.
     *
     * @param sequence of the last frame before it
     * @param timestampNs of its first frame
     * @param position of its document in the file
     * @param link of the last record before it
     * @param start number of the start whose queue has it, from 0
     * @param file number of the file in that queue, from 0
     */
    record Place(long sequence, long timestampNs, long position, int link, int start, int file) {}

    private JournalIndex(RunDirectory run, ByteBuffer places, int count) {
        this.run = run;
        this.places = places;
        this.count = count;
    }

    /**
     * Of all of a run's journal. What was written since the index was last made is read; the file is written again unless
     * the run is being served.
     *
     * @param progress is told the last sequence read, now and then
     */
    public static JournalIndex of(RunDirectory run, LongConsumer progress) {
        JournalIndex index = load(run);
        if (index.extend(progress) && !run.isLive()) {
            index.write();
        }
        return index;
    }

    /** A reader whose first frame is that of a sequence, or the first one there is behind it. */
    public JournalReader readerAt(long sequence) {
        JournalReader reader = readerBefore(countBelow(sequence, 0));
        while (reader.sequence() + 1 < sequence && reader.next()) {
            // within a batch or two
        }
        return reader;
    }

    /** A reader whose first frame is the first one of that time or later, kernel time in ns. */
    public JournalReader readerAtTime(long timeNs) {
        return readerAt(sequenceAt(timeNs));
    }

    /** Sequence of the first frame of that time or later; one more than the last when there is none. */
    public long sequenceAt(long timeNs) {
        try (JournalReader reader = readerBefore(countBelow(timeNs, TIMESTAMP_NS_OFFSET))) {
            while (reader.next()) {
                if (reader.timestampNs() >= timeNs) {
                    return reader.sequence();
                }
            }
            return reader.sequence() + 1;
        }
    }

    private JournalReader readerBefore(int placesBelow) {
        JournalReader reader = new JournalReader(run, BootId.current());
        if (placesBelow > 0) {
            reader.seek(place(placesBelow - 1));
        }
        return reader;
    }

    /** How many places have a field below a value: fields never go back. */
    private int countBelow(long value, int fieldOffset) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (places.getLong(middle * PLACE_LENGTH + fieldOffset) < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    int count() {
        return count;
    }

    /** Of a place in the file, in bytes. */
    static long offset(int index) {
        return HEADER_LENGTH + (long) index * PLACE_LENGTH;
    }

    Place place(int index) {
        int at = index * PLACE_LENGTH;
        return new Place(
                places.getLong(at),
                places.getLong(at + TIMESTAMP_NS_OFFSET),
                places.getLong(at + POSITION_OFFSET),
                places.getInt(at + LINK_OFFSET),
                places.getInt(at + START_OFFSET),
                (int) places.getLong(at + FILE_OFFSET));
    }

    /** Reads on behind the last place; whether there was anything to add. */
    private boolean extend(LongConsumer progress) {
        int before = count;
        try (JournalReader reader = readerBefore(count)) {
            long bytesAtLast = 0;
            while (reader.next()) {
                boolean first = reader.sequence() == reader.batchSequence() + 1;
                if (first && (count == 0 || reader.bytes() - bytesAtLast >= STEP_LENGTH)) {
                    add(reader.batchPlace());
                    bytesAtLast = reader.bytes();
                    if (count % PROGRESS_PLACES == 0) {
                        progress.accept(reader.sequence());
                    }
                }
            }
        }
        return count > before;
    }

    private void add(Place place) {
        if ((count + 1) * PLACE_LENGTH > places.capacity()) {
            places = ByteBuffer.allocate(2 * places.capacity())
                    .order(RecordLayout.ORDER)
                    .put(places.clear());
        }
        places.position(count++ * PLACE_LENGTH);
        places.putLong(place.sequence()).putLong(place.timestampNs()).putLong(place.position());
        places.putInt(place.link()).putInt(place.start()).putLong(place.file());
    }

    /** What the file has; nothing when it is missing, damaged or of another journal. */
    static JournalIndex load(RunDirectory run) {
        ByteBuffer empty = ByteBuffer.allocate(PLACE_LENGTH * PROGRESS_PLACES).order(RecordLayout.ORDER);
        try {
            Path file = run.path().resolve(FILE_NAME);
            if (!Files.exists(file)) {
                return new JournalIndex(run, empty, 0);
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(RecordLayout.ORDER);
            if (!isUsable(run, bytes)) {
                return new JournalIndex(run, empty, 0);
            }
            int count = (int) bytes.getLong(HEADER_LENGTH - Long.BYTES);
            ByteBuffer places = bytes.slice(HEADER_LENGTH, Math.max(count, 1) * PLACE_LENGTH)
                    .order(RecordLayout.ORDER);
            return new JournalIndex(run, places, count);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the index of " + run.path(), e);
        }
    }

    private static boolean isUsable(RunDirectory run, ByteBuffer bytes) {
        int end = bytes.limit() - Integer.BYTES;
        return end >= HEADER_LENGTH + PLACE_LENGTH
                && bytes.getInt(end) == crc(bytes, end)
                && bytes.getInt(0) == MAGIC
                && bytes.getInt(4) == RecordLayout.genesis(run.manifest().id())
                && bytes.getLong(8) == run.manifest().begin().sequence()
                && bytes.getLong(16) * PLACE_LENGTH == end - HEADER_LENGTH;
    }

    private static int crc(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(length));
        return (int) crc.getValue();
    }

    /** Whole, or not at all; an index that cannot be written is made again the next time. */
    private void write() {
        int end = HEADER_LENGTH + count * PLACE_LENGTH;
        ByteBuffer bytes = ByteBuffer.allocate(end + Integer.BYTES).order(RecordLayout.ORDER);
        bytes.putInt(MAGIC).putInt(RecordLayout.genesis(run.manifest().id()));
        bytes.putLong(run.manifest().begin().sequence()).putLong(count);
        bytes.put(places.duplicate().position(0).limit(count * PLACE_LENGTH));
        bytes.putInt(crc(bytes, end)).flip();
        Path temporary = run.path().resolve(FILE_NAME + ".new");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            Files.move(temporary, run.path().resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            temporary.toFile().delete(); // a disk that is full or may only be read
        }
    }
}
