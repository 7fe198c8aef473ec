package io.reprise.llm.api;

import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.random.XorShift64Star;
import java.util.Locale;

/** Names of answers and of their parts: the same for the same request. Any thread. */
public final class Ids {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SEED_DIGITS = 16;
    private static final long SALT = 0x4944L; // no other draw from the seed is this one

    private Ids() {}

    /** @param part which of the answer's names it is */
    public static String text(long contentSeed, long part, int length) {
        XorShift64Star random = new XorShift64Star(Seeds.combine(contentSeed ^ SALT, part));
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(BASE62.charAt(random.nextInt(BASE62.length())));
        }
        return text.toString();
    }

    /** A name from which the seed can be read again: 16 hexadecimal digits, and more to look like the API's. */
    public static String reversible(long contentSeed, int length) {
        String digits = String.format(Locale.ROOT, "%016x", contentSeed);
        return digits + text(contentSeed, -1, Math.max(0, length - digits.length()));
    }

    /**
     * The seed of a {@link #reversible} name; 0 when it is none.
     *
     * @param prefix before the digits, such as {@code resp_}
     */
    public static long seedOf(String name, String prefix) {
        if (!name.startsWith(prefix) || name.length() < prefix.length() + SEED_DIGITS) {
            return 0;
        }
        try {
            String digits = name.substring(prefix.length(), prefix.length() + SEED_DIGITS);
            long seed = Long.parseUnsignedLong(digits, 16);
            return name.equals(prefix + reversible(seed, name.length() - prefix.length())) ? seed : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
