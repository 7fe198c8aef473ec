package io.reprise.journal;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;

/**
 * One document of the journal: the frames of one ring batch. Little-endian.
 *
 * <pre>
 *   offset  bytes
 *        0      4  magic           "RPJ1"
 *        4      4  recordCount     at least 1
 *        8      8  firstSequence   of the first frame
 *       16      8  syncedSequence  known to be on the disk when this was written; 0 = nothing is known
 *       24      4  recordsLength   bytes of records
 *       28      4  headerCrc32c    of the 28 bytes before and the run's genesis
 *       32      …  records         frames, each starting at a multiple of 8 from here
 *        …      4  trailer         zero
 * </pre>
 *
 * <p>A record is a frame whose {@code crc32c} field holds a <em>link</em> in place of the bare checksum:
 * {@code link = crc32c(frame) ^ spread(link of the record before)}. So one field proves the frame's own bytes and its
 * place behind its predecessor; the first record of a run follows {@link #genesis}.
 *
 * <p>The trailer makes every document's length an odd multiple of 4. Such a length has two bits at least, so no single
 * flipped bit turns Chronicle's header of a document into the zero that means "nothing was written here".
 *
 * <p>{@code docs/formats/journal.md} mirrors this class and a test holds the two together.
 */
public final class RecordLayout {
    public static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    public static final int MAGIC_OFFSET = 0;
    public static final int RECORD_COUNT_OFFSET = 4;
    public static final int FIRST_SEQUENCE_OFFSET = 8;
    public static final int SYNCED_SEQUENCE_OFFSET = 16;
    public static final int RECORDS_LENGTH_OFFSET = 24;
    public static final int HEADER_CRC32C_OFFSET = 28;
    public static final int RECORDS_OFFSET = 32;

    /** "RPJ1". */
    public static final int MAGIC = 0x314A5052;

    /** Every record starts at a multiple of this many bytes. */
    public static final int RECORD_ALIGNMENT = 8;

    /** Bytes behind the last record. */
    public static final int TRAILER_LENGTH = 4;

    private RecordLayout() {}

    /** Bytes a frame takes in a document. */
    public static int alignedLength(int frameLength) {
        return BitUtil.align(frameLength, RECORD_ALIGNMENT);
    }

    /** Length of the document that holds so many bytes of records. */
    public static int documentLength(int recordsLength) {
        return RECORDS_OFFSET + recordsLength + TRAILER_LENGTH;
    }

    /** What the first record of a run links to. */
    public static int genesis(String runId) {
        CRC32C crc = new CRC32C();
        crc.update(runId.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }

    /** The link of a frame with this checksum that follows a record with that link. */
    public static int link(int frameCrc32c, int previousLink) {
        return frameCrc32c ^ previousLink * 0x9E3779B1 + 0x7F4A7C15;
    }

    /** Writes all fields of a document's header but the checksum. */
    static void putHeader(
            MutableDirectBuffer buffer, int recordCount, long firstSequence, long syncedSequence, int recordsLength) {
        buffer.putInt(MAGIC_OFFSET, MAGIC, ORDER);
        buffer.putInt(RECORD_COUNT_OFFSET, recordCount, ORDER);
        buffer.putLong(FIRST_SEQUENCE_OFFSET, firstSequence, ORDER);
        buffer.putLong(SYNCED_SEQUENCE_OFFSET, syncedSequence, ORDER);
        buffer.putInt(RECORDS_LENGTH_OFFSET, recordsLength, ORDER);
    }
}
