package io.reprise.llm.token;

import java.util.Arrays;

/**
 * Counts the tokens of one piece by byte pair encoding: the pair of neighbours whose join has the lowest rank is merged,
 * the leftmost first among equals, until no join is a token. A heap of candidates makes that n log n, so a piece of a
 * million letters is slow but not hopeless. One thread; allocates only to grow.
 *
 * <p>Parts are named by the index of their first byte. A candidate is {@code rank << 32 | start of the left part}; it is
 * stale when that part is gone or has grown since, which is seen by asking for the rank again.
 */
final class BytePairMerger {
    private static final int GONE = -1;

    private final TokenRanks ranks;
    private byte[] piece;
    private int[] ends = new int[64]; // where the part that starts here ends, or GONE
    private int[] previous = new int[65]; // where the part before the one that starts here starts
    private long[] heap = new long[128];
    private int heapSize;

    BytePairMerger(TokenRanks ranks) {
        this.ranks = ranks;
    }

    /** Tokens of {@code bytes[0, length)}; at least 1 for a length of at least 1. */
    int count(byte[] bytes, int length) {
        if (ranks.rank(bytes, 0, length) != TokenRanks.NONE) {
            return 1;
        }
        start(bytes, length);
        int parts = length;
        while (heapSize > 0) {
            long candidate = pop();
            int left = (int) candidate;
            if (ends[left] != GONE && rankOfJoin(left, length) == (int) (candidate >>> 32)) {
                merge(left, length);
                parts--;
            }
        }
        return parts;
    }

    /** Where the token that starts at a byte of the piece counted last ends; only if that piece has several. */
    int end(int from) {
        return ends[from];
    }

    private void start(byte[] bytes, int length) {
        piece = bytes;
        if (length > ends.length) {
            ends = new int[Math.max(length, 2 * ends.length)];
            previous = new int[ends.length + 1];
        }
        heapSize = 0;
        for (int i = 0; i < length; i++) {
            ends[i] = i + 1;
            previous[i + 1] = i;
        }
        for (int i = 0; i < length - 1; i++) {
            offer(i, length);
        }
    }

    private void merge(int left, int length) {
        int right = ends[left];
        int end = ends[right];
        ends[right] = GONE;
        ends[left] = end;
        previous[end] = left;
        offer(left, length);
        if (left > 0) {
            offer(previous[left], length);
        }
    }

    private void offer(int left, int length) {
        int rank = rankOfJoin(left, length);
        if (rank != TokenRanks.NONE) {
            push((long) rank << 32 | left);
        }
    }

    private int rankOfJoin(int left, int length) {
        int right = ends[left];
        return right == length ? TokenRanks.NONE : ranks.rank(piece, left, ends[right]);
    }

    private void push(long candidate) {
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, 2 * heapSize);
        }
        int hole = heapSize++;
        while (hole > 0 && heap[hole - 1 >>> 1] > candidate) {
            heap[hole] = heap[hole - 1 >>> 1];
            hole = hole - 1 >>> 1;
        }
        heap[hole] = candidate;
    }

    private long pop() {
        long top = heap[0];
        long last = heap[--heapSize];
        int hole = 0;
        for (int child = 1; child < heapSize; child = 2 * hole + 1) {
            if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= last) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = last;
        return top;
    }
}
