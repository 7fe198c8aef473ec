package io.reprise.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The hashes a run had every so many inputs, {@code outputs/hashes.bin}: evidence that lets a replay notice a state that
 * differs long before the run's end, and where. One thread.
 *
 * <pre>
 *   offset  bytes   of each record
 *        0      8   sequence
 *        8      8   hash over all answers so far
 *       16      8   hash of all state
 *       24      4   crc32c of the 24 bytes before and the run's genesis
 *       28      4   zero
 * </pre>
 *
 * <p>Nothing waits for it to reach the disk, and a record that cannot be written is left out.
 */
public final class HashLog implements AutoCloseable {
    /** Below {@code outputs/}. */
    public static final String FILE_NAME = "hashes.bin";

    /** Of a record, in bytes. */
    public static final int RECORD_LENGTH = 32;

    private static final int CRC_OFFSET = 24;

    private final Path file;
    private final int genesis;
    private final ByteBuffer record = ByteBuffer.allocateDirect(RECORD_LENGTH).order(RecordLayout.ORDER);
    private FileChannel channel;
    private boolean broken;

    private HashLog(RunDirectory run) {
        this.file = file(run);
        this.genesis = RecordLayout.genesis(run.manifest().id());
    }

    /**
     * To be appended to. There is no file before the first record.
     *
     * @param afterSequence what is recorded for later inputs is forgotten: the journal does not have them
     */
    public static HashLog open(RunDirectory run, long afterSequence) {
        HashLog log = new HashLog(run);
        long records = read(run).stream()
                .filter(entry -> entry.sequence() <= afterSequence)
                .count();
        if (Files.exists(log.file)) {
            try (FileChannel cut = FileChannel.open(log.file, StandardOpenOption.WRITE)) {
                cut.truncate(records * RECORD_LENGTH);
            } catch (IOException e) {
                throw Disk.failure("cannot cut " + log.file, e);
            }
        }
        return log;
    }

    /** Adds a record; sequences go up. */
    public void append(long sequence, long outputsHash, long stateHash) {
        if (broken) {
            return;
        }
        record.clear().putLong(sequence).putLong(outputsHash).putLong(stateHash);
        record.putInt(crc(record, genesis)).putInt(0).flip();
        try {
            if (channel == null) {
                channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            channel.write(record);
        } catch (IOException e) {
            broken = true; // a full disk: what follows would have a hole before it
        }
    }

    /** All records up to the first one that is not whole. */
    public static List<StateLog.Entry> read(RunDirectory run) {
        Path file = file(run);
        List<StateLog.Entry> entries = new ArrayList<>();
        if (!Files.exists(file)) {
            return entries;
        }
        int genesis = RecordLayout.genesis(run.manifest().id());
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(RecordLayout.ORDER);
            for (int at = 0; at + RECORD_LENGTH <= bytes.limit(); at += RECORD_LENGTH) {
                ByteBuffer one = bytes.slice(at, RECORD_LENGTH).order(RecordLayout.ORDER);
                if (crc(one, genesis) != one.getInt(CRC_OFFSET)) {
                    break;
                }
                entries.add(new StateLog.Entry(
                        one.getLong(0), StateLog.hex(one.getLong(8)), StateLog.hex(one.getLong(16))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return entries;
    }

    private static Path file(RunDirectory run) {
        return run.outputs().resolve(FILE_NAME);
    }

    private static int crc(ByteBuffer bytes, int genesis) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(CRC_OFFSET));
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            crc.update(genesis >>> shift);
        }
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
