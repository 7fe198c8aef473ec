package io.reprise.journal;

import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * CRC32C of a document's header. The run's genesis goes into it, so bytes of another run, or a header that a client put
 * into a payload, are never taken for a batch of this one. Not thread safe; allocates nothing.
 */
final class HeaderChecksum {
    private final CRC32C crc = new CRC32C();
    private final byte[] input = new byte[RecordLayout.HEADER_CRC32C_OFFSET + Integer.BYTES];

    /** @param genesis of the run, see {@link RecordLayout#genesis} */
    HeaderChecksum(int genesis) {
        new UnsafeBuffer(input).putInt(RecordLayout.HEADER_CRC32C_OFFSET, genesis, RecordLayout.ORDER);
    }

    /** Of the header that starts at {@code offset}. */
    int compute(DirectBuffer buffer, int offset) {
        buffer.getBytes(offset, input, 0, RecordLayout.HEADER_CRC32C_OFFSET);
        crc.reset();
        crc.update(input, 0, input.length);
        return (int) crc.getValue();
    }
}
