package io.reprise.llm.token;

/**
 * Cuts text into the pieces that o200k_base encodes one by one. One thread; allocates only to grow.
 *
 * <p>It finds what this regular expression finds (the published one of the encoding), but in one walk, without
 * backtracking over alternatives:
 *
 * <pre>
 *   [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 *   [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 *   \p{N}{1,3}
 *    ?[^\s\p{L}\p{N}]+[\r\n/]*
 *   \s*[\r\n]+
 *   \s+(?!\S)
 *   \s+
 * </pre>
 */
final class PieceScanner {
    private static final int NONE = -1;

    private char[] chars = new char[1024];
    private int length;

    /** The text to cut. */
    PieceScanner text(String text) {
        length = text.length();
        if (length > chars.length) {
            chars = new char[Math.max(length, 2 * chars.length)];
        }
        text.getChars(0, length, chars, 0);
        return this;
    }

    /** The text; only the first {@link #length()} chars count. */
    char[] chars() {
        return chars;
    }

    int length() {
        return length;
    }

    /** Where the piece that starts at {@code from} ends; {@code from} is less than the length. */
    int end(int from) {
        int kind = kind(from);
        if (CharKind.is(kind, CharKind.NUMBER)) {
            return numberEnd(from);
        }
        int word = wordEnd(from, kind);
        if (word != NONE) {
            return contractionEnd(word);
        }
        int symbols = chars[from] == ' ' ? from + 1 : from;
        if (symbols < length && CharKind.is(kind(symbols), CharKind.SYMBOLS)) {
            return symbolsEnd(symbols);
        }
        return whitespaceEnd(from);
    }

    /** The first two alternatives, up to the contraction. */
    private int wordEnd(int from, int kind) {
        boolean prefix = CharKind.is(kind, CharKind.PREFIX);
        int start = prefix ? next(from) : from;
        int lastBoth = NONE; // last character of the leading run that may also stand in the trailing run
        int position = start;
        while (position < length && CharKind.is(kind(position), CharKind.UPPERS)) {
            if (CharKind.is(kind(position), CharKind.LOWERS)) {
                lastBoth = position;
            }
            position = next(position);
        }
        if (position < length && CharKind.is(kind(position), CharKind.LOWERS)) {
            return runEnd(position, CharKind.LOWERS);
        }
        if (lastBoth != NONE) {
            return next(lastBoth);
        }
        if (kind == CharKind.MARK) {
            return start; // the mark is no prefix then, but a word of its own
        }
        return position > start ? position : NONE;
    }

    private int contractionEnd(int from) {
        if (from + 1 >= length || chars[from] != '\'') {
            return from;
        }
        int first = fold(chars[from + 1]);
        if (first == 's' || first == 't' || first == 'm' || first == 'd') {
            return from + 2;
        }
        int second = from + 2 < length ? fold(chars[from + 2]) : 0;
        boolean two = (first == 'r' || first == 'v') && second == 'e' || first == 'l' && second == 'l';
        return two ? from + 3 : from;
    }

    private int numberEnd(int from) {
        int position = next(from);
        for (int digits = 1; digits < 3 && position < length && kind(position) == CharKind.NUMBER; digits++) {
            position = next(position);
        }
        return position;
    }

    private int symbolsEnd(int from) {
        int position = runEnd(from, CharKind.SYMBOLS);
        while (position < length && (isNewline(chars[position]) || chars[position] == '/')) {
            position++;
        }
        return position;
    }

    /** Up to the last line break of the run; else the run but for its last character; else the run. */
    private int whitespaceEnd(int from) {
        int end = runEnd(from, CharKind.WHITESPACE);
        for (int position = end; position > from; position--) {
            if (isNewline(chars[position - 1])) {
                return position;
            }
        }
        return end == length || end - from == 1 ? end : end - 1;
    }

    private int runEnd(int from, int kinds) {
        int position = from;
        while (position < length && CharKind.is(kind(position), kinds)) {
            position = next(position);
        }
        return position;
    }

    private int kind(int position) {
        char c = chars[position];
        return c < CharKind.ASCII_LENGTH
                ? CharKind.ofAscii(c)
                : CharKind.of(Character.codePointAt(chars, position, length));
    }

    private int next(int position) {
        return chars[position] < CharKind.ASCII_LENGTH
                ? position + 1
                : position + Character.charCount(Character.codePointAt(chars, position, length));
    }

    private static boolean isNewline(char c) {
        return c == '\n' || c == '\r';
    }

    /** Simple case folding, as far as the letters of the contractions need it: the long s folds to s. */
    private static int fold(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c + ('a' - 'A');
        }
        return c == '\u017F' ? 's' : c;
    }
}
