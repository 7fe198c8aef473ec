package io.reprise.kernel.state;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A fixed number of off-heap bytes, zero at first. The bytes are the state: whatever must survive a snapshot or count
 * for the state hash lives in a region. Every write marks its page dirty, so {@link #hash()} costs what changed since
 * it was last asked. Engine thread only; only what {@link #freeze} gives may be read by another thread.
 */
public final class Region {
    /** Granularity of change tracking, in bytes. */
    public static final int PAGE_LENGTH = 4096;

    /** The longest region, in bytes: the last whole page an int offset reaches. */
    public static final int MAX_LENGTH = Integer.MAX_VALUE - PAGE_LENGTH + 1;

    static final int PAGE_SHIFT = 12;

    private static final long EMPTY_PAGE_HASH = Xxh64.hash(new UnsafeBuffer(new byte[PAGE_LENGTH]), 0, PAGE_LENGTH, 0);

    private final String name;
    private final int length;
    private final UnsafeBuffer buffer;
    private final long address;
    private final long[] dirtyPages; // written since they were last hashed, a bit each
    private final long[] hashedPages; // written before that
    private final long[] pageHashes;
    private long hash;
    private FrozenRegion frozen;
    private RegionLayout layout = RegionLayout.NONE;

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
        this.buffer = new UnsafeBuffer(ZeroPages.allocate(this.length));
        this.address = buffer.addressOffset();
        int pages = this.length >>> PAGE_SHIFT;
        this.dirtyPages = new long[(pages + Long.SIZE - 1) / Long.SIZE];
        this.hashedPages = new long[dirtyPages.length];
        this.pageHashes = new long[pages];
        for (int page = 0; page < pages; page++) {
            pageHashes[page] = emptyPageHash(page);
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

    /** How its bytes are to be read; {@link RegionLayout#NONE} when nobody has said so. */
    public RegionLayout layout() {
        return layout;
    }

    /** Says how its bytes are to be read. For tools only: neither the state nor its hash know of it. */
    public void layout(RegionLayout newLayout) {
        layout = newLayout;
    }

    public long getLong(int offset) {
        requireInside(offset, Long.BYTES);
        return UnsafeApi.getLong(address + offset);
    }

    public void putLong(int offset, long value) {
        requireInside(offset, Long.BYTES);
        beforeValue(offset, Long.BYTES);
        UnsafeApi.putLong(address + offset, value);
    }

    public int getInt(int offset) {
        requireInside(offset, Integer.BYTES);
        return UnsafeApi.getInt(address + offset);
    }

    public void putInt(int offset, int value) {
        requireInside(offset, Integer.BYTES);
        beforeValue(offset, Integer.BYTES);
        UnsafeApi.putInt(address + offset, value);
    }

    /** Copies bytes in from {@code source}. */
    public void putBytes(int offset, DirectBuffer source, int sourceOffset, int count) {
        requireInside(offset, count);
        beforeWrite(offset, count);
        buffer.putBytes(offset, source, sourceOffset, count);
    }

    /** Moves bytes inside the region; the ranges may overlap. */
    public void move(int toOffset, int fromOffset, int count) {
        requireInside(toOffset, count);
        beforeWrite(toOffset, count);
        buffer.putBytes(toOffset, buffer, fromOffset, count);
    }

    /** Sets bytes to zero. */
    public void clear(int offset, int count) {
        requireInside(offset, count);
        beforeWrite(offset, count);
        buffer.setMemory(offset, count, (byte) 0);
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
            hashedPages[word] |= bits;
            while (bits != 0) {
                rehash(word * Long.SIZE + Long.numberOfTrailingZeros(bits));
                bits &= bits - 1;
            }
        }
        return hash;
    }

    /** What a page adds to the hash of its region, from its bytes at an offset of any buffer. */
    public static long pageHash(int page, DirectBuffer bytes, int offset) {
        return Xxh64.mix(Xxh64.hash(bytes, offset, PAGE_LENGTH, 0), page);
    }

    /** What a page of zeros adds to the hash of its region. */
    public static long emptyPageHash(int page) {
        return Xxh64.mix(EMPTY_PAGE_HASH, page);
    }

    /**
     * Keeps the bytes as they are now for a reader on another thread, while writes go on; see {@link FrozenRegion}. Ends
     * with {@link #thaw}.
     *
     * @param nanoClock times what writers lose to it
     * @param lostNs told how long a write was held up
     */
    FrozenRegion freeze(LongSupplier nanoClock, LongConsumer lostNs) {
        if (frozen != null) {
            throw new IllegalStateException("region " + name + " is frozen already");
        }
        long[] written = new long[dirtyPages.length];
        for (int word = 0; word < written.length; word++) {
            written[word] = dirtyPages[word] | hashedPages[word];
        }
        frozen = new FrozenRegion(name, buffer, written, nanoClock, lostNs);
        return frozen;
    }

    /** Keeps nothing any more: the reader has all it wants. */
    void thaw() {
        frozen = null;
    }

    private void rehash(int page) {
        long pageHash = pageHash(page, buffer, page << PAGE_SHIFT);
        hash += pageHash - pageHashes[page];
        pageHashes[page] = pageHash;
    }

    private void requireInside(int offset, int size) {
        if (offset < 0 || offset > length - size) {
            throw new IndexOutOfBoundsException(
                    size + " bytes at " + offset + " of region " + name + ", which has " + length);
        }
    }

    /** A value that is not aligned may reach into the next page. */
    private void beforeValue(int offset, int size) {
        int page = offset >>> PAGE_SHIFT;
        beforePage(page);
        if ((offset + size - 1) >>> PAGE_SHIFT != page) {
            beforePage(page + 1);
        }
    }

    private void beforeWrite(int offset, int count) {
        for (int page = offset >>> PAGE_SHIFT; count > 0 && page <= offset + count - 1 >>> PAGE_SHIFT; page++) {
            beforePage(page);
        }
    }

    private void beforePage(int page) {
        dirtyPages[page >>> 6] |= 1L << page;
        if (frozen != null) {
            frozen.keep(page);
        }
    }
}
