package io.reprise.llm.token;

/** Kinds of characters that {@link PieceScanner} tells apart, as bits. Unicode categories are those of the JDK. */
final class CharKind {
    /** Lu, Lt. */
    static final int UPPER = 1;

    /** Ll. */
    static final int LOWER = 1 << 1;

    /** Lm, Lo: letters without case. */
    static final int CASELESS = 1 << 2;

    /** M. */
    static final int MARK = 1 << 3;

    /** N. */
    static final int NUMBER = 1 << 4;

    /** Whitespace but for CR and LF. */
    static final int SPACE = 1 << 5;

    /** CR, LF. */
    static final int NEWLINE = 1 << 6;

    /** All the rest. */
    static final int OTHER = 1 << 7;

    /** What may lead a word. */
    static final int UPPERS = UPPER | CASELESS | MARK;

    /** What may end a word. */
    static final int LOWERS = LOWER | CASELESS | MARK;

    /** What may stand before a word, once. */
    static final int PREFIX = MARK | SPACE | OTHER;

    /** What a run of punctuation is made of. */
    static final int SYMBOLS = MARK | OTHER;

    static final int WHITESPACE = SPACE | NEWLINE;

    static final int ASCII_LENGTH = 128;

    private static final byte[] ASCII = new byte[ASCII_LENGTH];

    static {
        for (int c = 0; c < ASCII_LENGTH; c++) {
            ASCII[c] = (byte) of(c);
        }
    }

    private CharKind() {}

    static boolean is(int kind, int kinds) {
        return (kind & kinds) != 0;
    }

    /** @param c less than {@link #ASCII_LENGTH} */
    static int ofAscii(char c) {
        return ASCII[c] & 0xFF;
    }

    static int of(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> UPPER;
            case Character.LOWERCASE_LETTER -> LOWER;
            case Character.MODIFIER_LETTER, Character.OTHER_LETTER -> CASELESS;
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> MARK;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMBER;
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> SPACE;
            default -> ofControl(codePoint);
        };
    }

    private static int ofControl(int codePoint) {
        if (codePoint == '\n' || codePoint == '\r') {
            return NEWLINE;
        }
        boolean space = codePoint >= '\t' && codePoint <= '\f' || codePoint == 0x85;
        return space ? SPACE : OTHER;
    }
}
