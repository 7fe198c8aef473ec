package io.reprise.replay.verify;

import io.reprise.journal.RecordLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Which bytes of a sound queue file nobody has to believe: the content of Chronicle's own documents, what lies between a
 * frame and the next one, the trailers, and the zeros behind the last document. Written from {@code docs/formats/journal.md}
 * and not from the reader.
 */
final class QueueBytes {
    private static final int META_DATA = 0x4000_0000;
    private static final int LENGTH_MASK = 0x3FFF_FFFF;
    private static final int END_OF_FILE = 0xC000_0000;

    private final ByteBuffer bytes;

    QueueBytes(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            bytes = ByteBuffer.allocate((int) Math.min(channel.size(), BitFlip.endOfBytes(file) + 4096))
                    .order(ByteOrder.LITTLE_ENDIAN);
            channel.read(bytes, 0);
        }
    }

    /** Position of the first document that is not Chronicle's own. */
    long firstBatch() {
        int position = 0;
        while ((bytes.getInt(position) & META_DATA) != 0) {
            position = nextDocument(position);
        }
        return position;
    }

    private int nextDocument(int position) {
        return position + 4 + (bytes.getInt(position) & LENGTH_MASK) + 3 & ~3;
    }

    boolean provesNothing(long offset) {
        int position = 0;
        while (position + 4 <= bytes.capacity()) {
            int header = bytes.getInt(position);
            if (header == 0 || header == END_OF_FILE) {
                return offset >= position + 4;
            }
            int content = position + 4;
            int end = nextDocument(position);
            if (offset < content) {
                return false;
            }
            if (offset < end) {
                return (header & META_DATA) != 0 || isBetweenFrames(content, (int) offset);
            }
            position = end;
        }
        return true;
    }

    private boolean isBetweenFrames(int content, int offset) {
        int record = content + RecordLayout.RECORDS_OFFSET;
        int records = bytes.getInt(content + RecordLayout.RECORD_COUNT_OFFSET);
        for (int i = 0; i < records && offset >= record; i++) {
            int length = bytes.getInt(record);
            if (offset < record + length) {
                return false;
            }
            record += RecordLayout.alignedLength(length);
            if (offset < record) {
                return true;
            }
        }
        return offset >= record && offset >= content + RecordLayout.RECORDS_OFFSET;
    }
}
