package io.reprise.llm.text;

import io.reprise.kernel.random.XorShift64Star;

/**
 * How long an answer wants to be: log-normal, as lengths of chat answers are (Azure's 2023 conversation trace has a median
 * of about 129 tokens). An answer ends with the sentence that reaches its length, on average half a sentence later, so
 * the median of whole answers is about 120 tokens.
 */
public final class AnswerLength {
    /** No answer wants to be longer; in tokens. */
    public static final int MAX_TOKENS = 4_096;

    private static final double MEDIAN_TOKENS = 115;
    private static final double SIGMA = 0.7; // 16 % of answers want more than twice the median

    private AnswerLength() {}

    /** In tokens, 1 to {@link #MAX_TOKENS}. Draws two numbers (Box and Muller, 1958). */
    public static int draw(XorShift64Star random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(random.nextOpenDouble()));
        double normal = radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
        double tokens = MEDIAN_TOKENS * StrictMath.exp(SIGMA * normal);
        return (int) Math.max(1, Math.min(MAX_TOKENS, Math.round(tokens)));
    }
}
