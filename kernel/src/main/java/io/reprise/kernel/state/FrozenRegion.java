package io.reprise.kernel.state;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bytes of a {@link Region} at one moment, for one reader on another thread, while the engine goes on writing. A page
 * is taken once: by the reader from the region itself, or by the engine, which puts it aside before its first write.
 *
 * <pre>
 *   engine, before a write   pending?  copy the page aside     take it; nothing to do when the reader was first
 *   reader                             copy it from the region  take it; when the engine was first, copy what is aside
 * </pre>
 *
 * <p>Both copy first and take after, so neither ever waits for the other: who comes second has copied one page in vain. A
 * copy the reader took is whole, because the engine writes only to pages that are taken.
 *
 * <p>Memory for pages put aside is reserved for the whole region and takes only what is used.
 */
public final class FrozenRegion {
    private static final int PAGE_LENGTH = Region.PAGE_LENGTH;

    private final String name;
    private final DirectBuffer live;
    private final long[] written;
    private final AtomicLongArray pending; // pages nobody has taken, a bit each
    private final long asideAddress;
    private final UnsafeBuffer aside = new UnsafeBuffer(0, 0);
    private final LongSupplier nanoClock;
    private final LongConsumer lostNs;

    /** @param written pages that may hold anything but zeros, a bit each */
    FrozenRegion(String name, DirectBuffer live, long[] written, LongSupplier nanoClock, LongConsumer lostNs) {
        this.name = name;
        this.live = live;
        this.written = written;
        this.pending = new AtomicLongArray(written);
        this.nanoClock = nanoClock;
        this.lostNs = lostNs;
        this.asideAddress = UnsafeApi.allocateMemory(live.capacity());
        aside.wrap(asideAddress, live.capacity());
    }

    public String name() {
        return name;
    }

    public int pages() {
        return live.capacity() / PAGE_LENGTH;
    }

    /** The first page from {@code page} on that may hold anything but zeros; {@link #pages()} when there is none. */
    public int nextWritten(int page) {
        int word = page >>> 6;
        long bits = word < written.length ? written[word] & -1L << page : 0;
        while (bits == 0) {
            if (++word >= written.length) {
                return pages();
            }
            bits = written[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }

    /** Copies a page as it was. The reader's thread only; every page that {@link #nextWritten} names, and once. */
    public void read(int page, MutableDirectBuffer target, int offset) {
        int start = page * PAGE_LENGTH;
        target.putBytes(offset, live, start, PAGE_LENGTH);
        if (!take(page)) {
            target.putBytes(offset, aside, start, PAGE_LENGTH);
        }
    }

    /** The engine is about to write to a page. */
    void keep(int page) {
        if ((pending.get(page >>> 6) & 1L << page) != 0) {
            long startNs = nanoClock.getAsLong();
            int start = page * PAGE_LENGTH;
            aside.putBytes(start, live, start, PAGE_LENGTH);
            take(page);
            lostNs.accept(nanoClock.getAsLong() - startNs);
        }
    }

    /** Whether this call took it, and not one before. */
    private boolean take(int page) {
        int word = page >>> 6;
        long bit = 1L << page;
        long bits = pending.get(word);
        while ((bits & bit) != 0) {
            long found = pending.compareAndExchange(word, bits, bits & ~bit);
            if (found == bits) {
                return true;
            }
            bits = found;
        }
        return false;
    }

    /** Gives the memory back. The region must be thawed; nothing may be read after this. */
    void free() {
        aside.wrap(0, 0);
        UnsafeApi.freeMemory(asideAddress);
    }
}
