package io.reprise.perf.faults;

import static io.reprise.kernel.frame.FrameLayout.CRC32C_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.HEADER_LENGTH;
import static io.reprise.kernel.frame.FrameLayout.ORDER;
import static io.reprise.kernel.frame.FrameLayout.SEQUENCE_OFFSET;

import io.reprise.journal.BootId;
import io.reprise.journal.JournalReader;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.frame.FrameFlyweight;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where the records of a run's last journal file lie, found by their bytes and not by the format that is tested.
 *
 * @param file the last one
 * @param all in order
 */
record Records(Path file, List<Record> all) {
    private static final int STEP = 4; // the alignment of everything in a queue file

    /**
     * One record.
     *
     * @param offset in bytes from the start of the file
     * @param length in bytes
     * @param link what its frame and those before it come to
     */
    record Record(long offset, int length, long sequence, int link) {
        long end() {
            return offset + length;
        }
    }

    /** Of a run that is whole. */
    static Records of(Path path) throws IOException {
        try (RunDirectory run = RunDirectory.open(path);
                JournalReader reader = new JournalReader(run, BootId.current())) {
            Path last = null;
            List<Frame> frames = new ArrayList<>();
            while (reader.next()) {
                if (!reader.file().equals(last)) {
                    last = reader.file();
                    frames.clear();
                }
                FrameFlyweight frame = reader.frame();
                frames.add(new Frame(frame.length(), frame.sequence(), frame.crc32c()));
            }
            return new Records(last, find(last, frames));
        }
    }

    private record Frame(int length, long sequence, int link) {}

    private static List<Record> find(Path file, List<Frame> frames) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            try {
                UnsafeBuffer bytes = new UnsafeBuffer(mapped);
                List<Record> records = new ArrayList<>();
                int offset = 0;
                for (Frame frame : frames) {
                    while (!isAt(bytes, offset, frame)) {
                        offset += STEP;
                    }
                    records.add(new Record(offset, frame.length(), frame.sequence(), frame.link()));
                    offset += HEADER_LENGTH;
                }
                return records;
            } finally {
                BufferUtil.free(mapped);
            }
        }
    }

    private static boolean isAt(UnsafeBuffer bytes, int offset, Frame frame) {
        return bytes.getInt(offset, ORDER) == frame.length()
                && bytes.getLong(offset + SEQUENCE_OFFSET, ORDER) == frame.sequence()
                && bytes.getInt(offset + CRC32C_OFFSET, ORDER) == frame.link();
    }

    long end() {
        return all.get(all.size() - 1).end();
    }
}
