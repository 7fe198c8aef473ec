package io.reprise.perf.load.work;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.kernel.echo.EchoProvider;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Adds 1 to key {@code index mod keys}. Counters need not start at 0: the first answer of a key tells where it stood,
 * and from then on every sum is known. Once an add was refused the sums after it are known only to rise and to be no
 * higher.
 */
final class AddWorkload implements Workload {
    private static final int REQUEST_LENGTH = 16;
    private static final int ANSWER_LENGTH = 8;
    private static final int DELTA_OFFSET = 8;
    private static final long DELTA = 1;
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final int keys;
    private final long[] startSums;
    private final long[] lastSums;
    private boolean refused;

    /** @param ordered answers come in the order of requests, and nobody else adds to the keys */
    AddWorkload(int keys, boolean ordered) {
        this.keys = keys;
        this.startSums = new long[ordered ? keys : 0];
        this.lastSums = new long[ordered ? keys : 0];
        Arrays.fill(lastSums, UNKNOWN);
    }

    @Override
    public int service() {
        return EchoProvider.SERVICE;
    }

    @Override
    public int method() {
        return EchoProvider.ADD;
    }

    @Override
    public void limit(int maxLength) {
        if (maxLength < REQUEST_LENGTH) {
            throw new IllegalArgumentException(
                    "add takes " + REQUEST_LENGTH + " bytes; the server takes up to " + maxLength);
        }
    }

    @Override
    public int length(long index) {
        return REQUEST_LENGTH;
    }

    @Override
    public void write(long index, MutableDirectBuffer buffer, int offset) {
        buffer.putLong(offset, index % keys, ORDER);
        buffer.putLong(offset + DELTA_OFFSET, DELTA, ORDER);
    }

    @Override
    public boolean isRight(long index, DirectBuffer buffer, int offset, int length) {
        if (length != ANSWER_LENGTH) {
            return false;
        }
        return startSums.length == 0 || isSum(index, buffer.getLong(offset, ORDER));
    }

    @Override
    public String rightAnswer() {
        return startSums.length == 0 ? "a sum of 8 bytes" : "the sum of what was added before";
    }

    @Override
    public void onFailure(long index) {
        refused = true;
    }

    private boolean isSum(long index, long sum) {
        int key = (int) (index % keys);
        long added = index / keys + 1;
        long last = lastSums[key];
        lastSums[key] = sum;
        if (last == UNKNOWN) {
            startSums[key] = sum - added;
            return true;
        }
        long expected = startSums[key] + added;
        return refused ? sum > last && sum <= expected : sum == expected;
    }
}
