package io.reprise.llm.token;

import com.knuddels.jtokkit.Encodings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The tokens of o200k_base and their ranks (a lower rank is merged earlier), from the table that jtokkit ships, in flat
 * arrays: 5 MB instead of some 40 MB of maps. Immutable; any thread.
 */
final class TokenRanks {
    /** The bytes are no token. Higher than any rank. */
    static final int NONE = Integer.MAX_VALUE;

    private static final String RESOURCE = "/com/knuddels/jtokkit/o200k_base.tiktoken";
    private static final int TOKENS = 199_998;
    private static final int SLOTS = 1 << 19; // at most 38 % full

    private final int[] offsets = new int[TOKENS + 1]; // token r is bytes[offsets[r]] to bytes[offsets[r + 1]]
    private final int[] slots = new int[SLOTS]; // rank + 1, 0 = free; open addressing with linear probing
    private byte[] bytes = new byte[1 << 21];
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
        bytes = Arrays.copyOf(bytes, offsets[TOKENS]);
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
        for (int slot = slotOf(piece, from, to); slots[slot] != 0; slot = slot + 1 & SLOTS - 1) {
            int rank = slots[slot] - 1;
            int offset = offsets[rank];
            if (Arrays.equals(bytes, offset, offsets[rank + 1], piece, from, to)) {
                return rank;
            }
        }
        return NONE;
    }

    /** @param line base64 of the token, space, rank */
    private void add(int rank, byte[] line) {
        int space = line.length - 1;
        while (line[space] != ' ') {
            space--;
        }
        byte[] token = Base64.getDecoder().decode(Arrays.copyOf(line, space));
        int offset = offsets[rank];
        if (offset + token.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        System.arraycopy(token, 0, bytes, offset, token.length);
        offsets[rank + 1] = offset + token.length;
        longest = Math.max(longest, token.length);
        int slot = slotOf(token, 0, token.length);
        while (slots[slot] != 0) {
            slot = slot + 1 & SLOTS - 1;
        }
        slots[slot] = rank + 1;
    }

    private static int slotOf(byte[] piece, int from, int to) {
        int hash = 0x811C9DC5; // FNV-1a, then scattered: its low bits alone cluster
        for (int i = from; i < to; i++) {
            hash = (hash ^ piece[i]) * 0x01000193;
        }
        return (hash ^ hash >>> 15) * 0x9E3779B9 >>> 13;
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
