package io.reprise.journal;

import io.reprise.kernel.frame.FrameLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A map of a sound queue file: what lies where. For tests that then damage it. */
final class Documents {
    private Documents() {}

    /**
     * One document.
     *
     * @param position of its 4-byte header
     * @param length of its content
     * @param firstSequence of its first record, 0 if it is Chronicle's own
     */
    record Document(long position, int length, long firstSequence, List<Record> records) {
        boolean isBatch() {
            return firstSequence > 0;
        }

        long contentPosition() {
            return position + QueueFile.HEADER_LENGTH;
        }

        long end() {
            return contentPosition() + length;
        }
    }

    /**
     * One record.
     *
     * @param length of the frame, without what aligns the next one
     */
    record Record(long position, int length, long sequence) {}

    static List<Document> of(Path file) throws IOException {
        List<Document> documents = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long position = 0;
            for (int header = readInt(channel, position);
                    header != 0 && header != QueueFile.END_OF_FILE;
                    header = readInt(channel, position)) {
                Document document = read(channel, position, header);
                documents.add(document);
                position = document.end() + 3 & ~3L;
            }
        }
        return documents;
    }

    private static Document read(FileChannel channel, long position, int header) throws IOException {
        int length = header & QueueFile.LENGTH_MASK;
        if ((header & QueueFile.META_DATA) != 0) {
            return new Document(position, length, 0, List.of());
        }
        long content = position + QueueFile.HEADER_LENGTH;
        int count = readInt(channel, content + RecordLayout.RECORD_COUNT_OFFSET);
        int firstSequence = readInt(channel, content + RecordLayout.FIRST_SEQUENCE_OFFSET);
        List<Record> records = new ArrayList<>();
        long at = content + RecordLayout.RECORDS_OFFSET;
        for (int i = 0; i < count; i++) {
            int frameLength = readInt(channel, at + FrameLayout.LENGTH_OFFSET);
            records.add(new Record(at, frameLength, firstSequence + i));
            at += RecordLayout.alignedLength(frameLength);
        }
        return new Document(position, length, firstSequence, records);
    }

    private static int readInt(FileChannel channel, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(RecordLayout.ORDER);
        return channel.read(bytes, position) < Integer.BYTES ? 0 : bytes.getInt(0);
    }
}
