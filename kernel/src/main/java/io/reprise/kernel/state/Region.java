package io.reprise.kernel.state;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A fixed number of off-heap bytes, zero at first. The bytes are the state: whatever must survive a snapshot or count
 * for the state hash lives in a region. Every write marks its page dirty, so {@link #hash()} costs what changed since
 * it was last asked. Engine thread only.
 */
public final class Region {
    /** Granularity of change tracking, in bytes. */
    public static final int PAGE_LENGTH = 4096;

    /** The longest region, in bytes: the last whole page an int offset reaches. */
    public static final int MAX_LENGTH = Integer.MAX_VALUE - PAGE_LENGTH + 1;

    private static final int PAGE_SHIFT = 12;

    private final String name;
    private final int length;
    private final UnsafeBuffer buffer;
    private final long address;
    private final long[] dirtyPages;
    private final long[] pageHashes;
    private long hash;

    /**
     * @param name unique within its machine; part of the state hash
     * @param length in bytes; rounded up to whole pages
     */
    public Region(String name, int length) {
        if (length <= 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("region " + name + ": length must be 1 to 2 GiB: " + length);
        }
        this.name = name;
        this.length = BitUtil.align(length, PAGE_LENGTH);
        this.buffer = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(this.length));
        this.address = buffer.addressOffset();
        int pages = this.length >>> PAGE_SHIFT;
        this.dirtyPages = new long[(pages + Long.SIZE - 1) / Long.SIZE];
        this.pageHashes = new long[pages];
        long emptyHash = Xxh64.hash(buffer, 0, PAGE_LENGTH, 0);
        for (int page = 0; page < pages; page++) {
            pageHashes[page] = weigh(page, emptyHash);
            hash += pageHashes[page];
        }
    }

    public String name() {
        return name;
    }

    /** In bytes, a multiple of {@link #PAGE_LENGTH}. */
    public int length() {
        return length;
    }

    public long getLong(int offset) {
        requireInside(offset, Long.BYTES);
        return UnsafeApi.getLong(address + offset);
    }

    public void putLong(int offset, long value) {
        requireInside(offset, Long.BYTES);
        UnsafeApi.putLong(address + offset, value);
        markValueDirty(offset, Long.BYTES);
    }

    public int getInt(int offset) {
        requireInside(offset, Integer.BYTES);
        return UnsafeApi.getInt(address + offset);
    }

    public void putInt(int offset, int value) {
        requireInside(offset, Integer.BYTES);
        UnsafeApi.putInt(address + offset, value);
        markValueDirty(offset, Integer.BYTES);
    }

    /** Copies bytes in from {@code source}. */
    public void putBytes(int offset, DirectBuffer source, int sourceOffset, int count) {
        buffer.putBytes(offset, source, sourceOffset, count);
        markDirty(offset, count);
    }

    /** Moves bytes inside the region; the ranges may overlap. */
    public void move(int toOffset, int fromOffset, int count) {
        buffer.putBytes(toOffset, buffer, fromOffset, count);
        markDirty(toOffset, count);
    }

    /** Sets bytes to zero. */
    public void clear(int offset, int count) {
        buffer.setMemory(offset, count, (byte) 0);
        markDirty(offset, count);
    }

    /** The bytes, for reading. Who writes here is not seen by the hash. */
    public DirectBuffer bytes() {
        return buffer;
    }

    /** Hash of all bytes; independent of when it was asked before. */
    public long hash() {
        for (int word = 0; word < dirtyPages.length; word++) {
            long bits = dirtyPages[word];
            dirtyPages[word] = 0;
            while (bits != 0) {
                rehash(word * Long.SIZE + Long.numberOfTrailingZeros(bits));
                bits &= bits - 1;
            }
        }
        return hash;
    }

    private void rehash(int page) {
        long pageHash = weigh(page, Xxh64.hash(buffer, page << PAGE_SHIFT, PAGE_LENGTH, 0));
        hash += pageHash - pageHashes[page];
        pageHashes[page] = pageHash;
    }

    private void requireInside(int offset, int size) {
        if (offset < 0 || offset > length - size) {
            throw new IndexOutOfBoundsException(
                    size + " bytes at " + offset + " of region " + name + ", which has " + length);
        }
    }

    private static long weigh(int page, long pageHash) {
        return Xxh64.mix(pageHash, page);
    }

    /** A value that is not aligned may reach into the next page. */
    private void markValueDirty(int offset, int size) {
        int page = offset >>> PAGE_SHIFT;
        markPageDirty(page);
        if ((offset + size - 1) >>> PAGE_SHIFT != page) {
            markPageDirty(page + 1);
        }
    }

    private void markDirty(int offset, int count) {
        for (int page = offset >>> PAGE_SHIFT; count > 0 && page <= offset + count - 1 >>> PAGE_SHIFT; page++) {
            markPageDirty(page);
        }
    }

    private void markPageDirty(int page) {
        dirtyPages[page >>> 6] |= 1L << page;
    }
}
