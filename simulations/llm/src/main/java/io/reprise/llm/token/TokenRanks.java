package io.reprise.llm.token;

import com.knuddels.jtokkit.Encodings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The tokens of o200k_base and their ranks (a lower rank is merged earlier), from the table that jtokkit ships, in flat
 * arrays: 6 MB instead of some 40 MB of maps. Immutable; any thread.
 */
final class TokenRanks {
    /** The bytes are no token. Higher than any rank. */
    static final int NONE = Integer.MAX_VALUE;

    private static final String RESOURCE = "/com/knuddels/jtokkit/o200k_base.tiktoken";
    private static final int TOKENS = 199_998;
    private static final int HASH_SHIFT = 13;
    private static final int SLOTS = 1 << Integer.SIZE - HASH_SHIFT; // at most 38 % full

    private static final int RANK_BITS = 18;
    private static final int OFFSET_BITS = 24;
    private static final int LENGTH_BITS = 8;

    /**
     * Open addressing with linear probing; 0 = free. From the lowest bit: rank + 1, offset of the token in {@link #bytes},
     * its length, and the rest of its hash. A table of this size is not in the cache: what tells a token from others is in
     * the slot itself, so that a look costs one line of memory, and a second one only for the bytes of a token that is there.
     */
    private final long[] slots = new long[SLOTS];

    private final int[] ends = new int[TOKENS];
    private byte[] bytes = new byte[1 << 21];
    private int used;
    private int longest;

    private TokenRanks(byte[] lines) {
        int rank = 0;
        for (int start = 0; start < lines.length; ) {
            int end = start;
            while (lines[end] != '\n') {
                end++;
            }
            add(rank, Arrays.copyOfRange(lines, start, end));
            rank++;
            start = end + 1;
        }
        if (rank != TOKENS) {
            throw new IllegalStateException(RESOURCE + " has " + rank + " tokens, not " + TOKENS);
        }
        bytes = Arrays.copyOf(bytes, used);
    }

    /** The one instance; the first call loads it, in about 0.1 s. */
    static TokenRanks o200kBase() {
        return Holder.INSTANCE;
    }

    /** Rank of the token {@code piece[from, to)}, or {@link #NONE}. */
    int rank(byte[] piece, int from, int to) {
        int length = to - from;
        if (length > longest) {
            return NONE;
        }
        int hash = hash(piece, from, to);
        long mark = mark(hash, length);
        for (int slot = hash >>> HASH_SHIFT; slots[slot] != 0; slot = slot + 1 & SLOTS - 1) {
            long entry = slots[slot];
            if (entry >>> RANK_BITS + OFFSET_BITS == mark) {
                int offset = (int) (entry >>> RANK_BITS) & (1 << OFFSET_BITS) - 1;
                if (Arrays.equals(bytes, offset, offset + length, piece, from, to)) {
                    return ((int) entry & (1 << RANK_BITS) - 1) - 1;
                }
            }
        }
        return NONE;
    }

    boolean isToken(int rank) {
        return rank >= 0 && rank < TOKENS;
    }

    /** The bytes of a token. */
    byte[] bytes(int rank) {
        return Arrays.copyOfRange(bytes, rank == 0 ? 0 : ends[rank - 1], ends[rank]);
    }

    /** @param line base64 of the token, space, rank */
    private void add(int rank, byte[] line) {
        int space = line.length - 1;
        while (line[space] != ' ') {
            space--;
        }
        byte[] token = Base64.getDecoder().decode(Arrays.copyOf(line, space));
        if (token.length >= 1 << LENGTH_BITS) {
            throw new IllegalStateException(RESOURCE + " has a token of " + token.length + " bytes");
        }
        int offset = used;
        if (offset + token.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        System.arraycopy(token, 0, bytes, offset, token.length);
        used = offset + token.length;
        ends[rank] = used;
        longest = Math.max(longest, token.length);
        int hash = hash(token, 0, token.length);
        int slot = hash >>> HASH_SHIFT;
        while (slots[slot] != 0) {
            slot = slot + 1 & SLOTS - 1;
        }
        slots[slot] = mark(hash, token.length) << RANK_BITS + OFFSET_BITS | (long) offset << RANK_BITS | rank + 1;
    }

    /** What a slot keeps of a token's hash, which the slot's place does not tell, and its length. */
    private static long mark(int hash, int length) {
        return (long) (hash & (1 << Long.SIZE - RANK_BITS - OFFSET_BITS - LENGTH_BITS) - 1) << LENGTH_BITS | length;
    }

    private static int hash(byte[] piece, int from, int to) {
        int hash = 0x811C9DC5; // FNV-1a, then scattered: its low bits alone cluster
        for (int i = from; i < to; i++) {
            hash = (hash ^ piece[i]) * 0x01000193;
        }
        return (hash ^ hash >>> 15) * 0x9E3779B9;
    }

    private static byte[] load() {
        try (InputStream in = Encodings.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }

    private static final class Holder {
        private static final TokenRanks INSTANCE = new TokenRanks(load());
    }
}
