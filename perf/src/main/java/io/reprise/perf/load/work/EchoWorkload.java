package io.reprise.perf.load.work;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.random.XorShift64Star;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A seeded pattern whose first and last words name the request. An answer is compared in length and three words, every
 * 1024th as a whole, so that checking costs no more than reading a cache line of it.
 *
 * <pre>
 *   offset     bytes
 *        0         8  stamp of the request, when there are 8 bytes
 *        8         …  pattern, the same in all requests
 *   size-8         8  stamp again, complemented, when there are 16 bytes
 * </pre>
 */
final class EchoWorkload implements Workload {
    private static final int WORD = Long.BYTES;
    private static final long FULL_COMPARE_MASK = 1023;

    private final int size;
    private final long seed;
    private final UnsafeBuffer pattern;
    private final int middle;
    private final long middleWord;

    EchoWorkload(int size, long seed) {
        this.size = size;
        this.seed = seed;
        byte[] bytes = new byte[size];
        XorShift64Star random = new XorShift64Star(seed);
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) random.nextLong();
        }
        pattern = new UnsafeBuffer(bytes);
        middle = size / 2 & -WORD;
        middleWord = hasMiddle() ? pattern.getLong(middle, ORDER) : 0;
    }

    @Override
    public int service() {
        return EchoProvider.SERVICE;
    }

    @Override
    public int method() {
        return EchoProvider.ECHO;
    }

    @Override
    public void limit(int maxLength) {
        if (size > maxLength) {
            throw new IllegalArgumentException(
                    "size " + size + " is more than the server takes; it takes up to " + maxLength + " bytes");
        }
    }

    @Override
    public int length(long index) {
        return size;
    }

    @Override
    public void write(long index, MutableDirectBuffer buffer, int offset) {
        buffer.putBytes(offset, pattern, 0, size);
        if (size >= WORD) {
            buffer.putLong(offset, stamp(index), ORDER);
        }
        if (size >= 2 * WORD) {
            buffer.putLong(offset + size - WORD, ~stamp(index), ORDER);
        }
    }

    @Override
    public boolean isRight(long index, DirectBuffer buffer, int offset, int length) {
        if (length != size) {
            return false;
        }
        boolean right = size < WORD || buffer.getLong(offset, ORDER) == stamp(index);
        right &= size < 2 * WORD || buffer.getLong(offset + size - WORD, ORDER) == ~stamp(index);
        right &= !hasMiddle() || buffer.getLong(offset + middle, ORDER) == middleWord;
        boolean whole = size < 4 * WORD || (index & FULL_COMPARE_MASK) == 0;
        return right && (!whole || isPattern(buffer, offset));
    }

    @Override
    public String rightAnswer() {
        return "the payload that was sent";
    }

    /** Whether there is a word between the stamps. */
    private boolean hasMiddle() {
        return size >= 4 * WORD;
    }

    private boolean isPattern(DirectBuffer buffer, int offset) {
        int from = size < WORD ? 0 : WORD;
        int to = size < 2 * WORD ? size : size - WORD;
        for (int i = from; i < to; i++) {
            if (buffer.getByte(offset + i) != pattern.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    private long stamp(long index) {
        return Seeds.splitMix64(seed ^ index);
    }
}
