package io.reprise.kernel.frame;

import static io.reprise.kernel.frame.FrameLayout.CRC32C_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.PAYLOAD_OFFSET;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C (RFC 3720) of a frame: everything before the {@code crc32c} field, then the payload. Not thread safe; allocates
 * nothing. Wants direct buffers: for those the JVM has an intrinsic that reads them in place.
 */
public final class FrameChecksum {
    private final CRC32C crc = new CRC32C();

    /**
     * @param bytes holds the frame; its position and limit are changed
     * @param offset where the frame starts in {@code bytes}
     * @param length of the whole frame, at least a header
     */
    public int compute(ByteBuffer bytes, int offset, int length) {
        crc.reset();
        bytes.limit(offset + CRC32C_OFFSET).position(offset);
        crc.update(bytes);
        if (length > PAYLOAD_OFFSET) {
            bytes.limit(offset + length).position(offset + PAYLOAD_OFFSET);
            crc.update(bytes);
        }
        return (int) crc.getValue();
    }
}
