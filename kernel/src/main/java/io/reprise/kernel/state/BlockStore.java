package io.reprise.kernel.state;

/**
 * Room for bytes of any length, in blocks of powers of two. A block that is given back is used again for bytes of its own size
 * only: what one service keeps is much alike, and nothing ever has to be moved. Engine thread only; allocates nothing.
 *
 * <pre>
 *   offset  bytes
 *        0      8  end          where room was never used yet begins
 *        8    8·24  freeBlocks   first free block of each size, 0 = none; a free block begins with the next one's offset
 *      256      …  blocks       of 128 bytes and more
 * </pre>
 */
public final class BlockStore {
    /** No room; and no block ever lies there. */
    public static final int NONE = 0;

    private static final int END_OFFSET = 0;
    private static final int FREE_BLOCKS_OFFSET = 8;
    private static final int BLOCKS_OFFSET = 256;
    private static final int MIN_BLOCK_SHIFT = 7;

    private final Region region;
    private final int length;

    /**
     * @param name of the region
     * @param length in bytes, of all blocks together
     */
    public BlockStore(StateStore store, String name, int length) {
        this.length = BLOCKS_OFFSET + length;
        this.region = store.region(name, this.length);
        if (region.getLong(END_OFFSET) == 0) {
            region.putLong(END_OFFSET, BLOCKS_OFFSET);
        }
    }

    public Region region() {
        return region;
    }

    /** Offset of a block for so many bytes, or {@link #NONE}. */
    public int allocate(int bytes) {
        int shift = shift(bytes);
        int head = headOffset(shift);
        long block = region.getLong(head);
        if (block != NONE) {
            region.putLong(head, region.getLong((int) block));
            return (int) block;
        }
        long end = region.getLong(END_OFFSET);
        if (end + (1L << shift) > length) {
            return NONE;
        }
        region.putLong(END_OFFSET, end + (1L << shift));
        return (int) end;
    }

    /** @param bytes as it was allocated for */
    public void free(int block, int bytes) {
        int head = headOffset(shift(bytes));
        region.putLong(block, region.getLong(head));
        region.putLong(head, block);
    }

    /** Whether a block for the one number of bytes has room for the other. */
    public static boolean isSameSize(int bytes, int otherBytes) {
        return shift(bytes) == shift(otherBytes);
    }

    private static int shift(int bytes) {
        return Math.max(MIN_BLOCK_SHIFT, Integer.SIZE - Integer.numberOfLeadingZeros(bytes - 1));
    }

    private static int headOffset(int shift) {
        return FREE_BLOCKS_OFFSET + (shift - MIN_BLOCK_SHIFT) * Long.BYTES;
    }
}
