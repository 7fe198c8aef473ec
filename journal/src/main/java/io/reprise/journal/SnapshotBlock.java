package io.reprise.journal;

import io.reprise.kernel.state.Region;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Where things lie in a block of a snapshot: pages under one checksum.
 *
 * <pre>
 *   offset      bytes
 *        0          4  crc32c   of all behind it
 *        4      4 * n  numbers  of the pages in their region
 *        …   page * n  pages
 * </pre>
 */
final class SnapshotBlock {
    /** At most, in a block. */
    static final int PAGES = 32;

    static final int LENGTH = length(PAGES);

    private SnapshotBlock() {}

    static int length(int pages) {
        return pageOffset(pages, pages);
    }

    /** Of a page's number in a block. */
    static int numberOffset(int index) {
        return Integer.BYTES + index * Integer.BYTES;
    }

    /** Of a page in a block of so many pages. */
    static int pageOffset(int pages, int index) {
        return numberOffset(pages) + index * Region.PAGE_LENGTH;
    }

    /** Of everything behind the checksum's own place, up to the buffer's limit. */
    static int crc(ByteBuffer block) {
        CRC32C crc = new CRC32C();
        crc.update(block.position(Integer.BYTES));
        block.position(0);
        return (int) crc.getValue();
    }
}
