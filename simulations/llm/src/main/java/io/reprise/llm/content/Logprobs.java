package io.reprise.llm.content;

import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.text.Words;

/**
 * Made-up log probabilities: most tokens are nearly sure, some are not. A function of the content's seed, the place of the
 * token and the rank of the alternative. In millionths, since the text of a double differs between JDKs. Any thread.
 */
public final class Logprobs {
    private static final int MILLION = 1_000_000;
    private static final double LEAST_SURE = 8; // e^-8 is one of 3,000
    private static final int ALTERNATIVE = 1 << 20; // apart from every rank 0

    private Logprobs() {}

    /** Of the token that the answer has at a place; negative, in millionths. */
    public static int ofToken(long seed, int index) {
        double doubt = draw(seed, index, 0).nextOpenDouble();
        double cube = doubt * doubt * doubt; // its square makes half of the tokens surer than 88 %
        return -1 - (int) (LEAST_SURE * MILLION * cube * cube);
    }

    /**
     * Of another token at that place, never above that of the answer's own, nor above that of a smaller rank; in millionths.
     *
     * @param rank from 1
     */
    public static int ofAlternative(long seed, int index, int rank) {
        int own = ofToken(seed, index);
        double rest = -StrictMath.expm1((double) own / MILLION); // what the token leaves to others, halved by each rank
        double logarithm = StrictMath.log(rest) - rank * StrictMath.log(2);
        return Math.min(own, (int) (logarithm * MILLION)) - rank;
    }

    /** A word that might stand at that place instead, with a space before it. */
    public static String alternative(long seed, int index, int rank) {
        return " " + Words.any(draw(seed, index, ALTERNATIVE + rank));
    }

    /** Writes a logarithm in millionths as a JSON number. */
    public static void write(int millionths, JsonWriter out) {
        int size = Math.abs(millionths);
        out.raw(millionths < 0 ? "-" : "").number(size / MILLION).raw('.');
        out.raw(Integer.toString(MILLION + size % MILLION).substring(1));
    }

    private static XorShift64Star draw(long seed, int index, int what) {
        return new XorShift64Star(Seeds.combine(Seeds.combine(seed, index), what));
    }
}
