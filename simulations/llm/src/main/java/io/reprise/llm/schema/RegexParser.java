package io.reprise.llm.schema;

import io.reprise.llm.schema.Regex.Alternatives;
import io.reprise.llm.schema.Regex.Anchor;
import io.reprise.llm.schema.Regex.Chars;
import io.reprise.llm.schema.Regex.Node;
import io.reprise.llm.schema.Regex.Repeated;
import io.reprise.llm.schema.Regex.Sequence;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Reads a regular expression of ECMA 262: literals, classes, escapes, groups, alternatives, quantifiers and anchors. What
 * looks around, looks back or asks for Unicode properties is refused. For one pattern.
 */
final class RegexParser {
    private static final int MAX_PATTERN_LENGTH = 1_000;
    private static final int MAX_COUNT = 1_000;
    private static final int MAX_NESTING = 10;
    private static final int MAX_SIZE = 20_000;

    /** A part may be repeated without end. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private final String pattern;
    private int position;
    private int nesting;

    RegexParser(String pattern) {
        this.pattern = pattern;
    }

    Node parse() {
        if (pattern.length() > MAX_PATTERN_LENGTH) {
            throw fault("more than " + MAX_PATTERN_LENGTH + " characters");
        }
        Node all = alternatives();
        if (position < pattern.length()) {
            throw fault("a ) without its (");
        }
        if (all.size() > MAX_SIZE) {
            throw fault("counts for more than " + MAX_SIZE + " characters");
        }
        return all;
    }

    private Node alternatives() {
        if (++nesting > MAX_NESTING) {
            throw fault("more than " + MAX_NESTING + " groups within each other");
        }
        List<Node> parts = new ArrayList<>();
        do {
            parts.add(sequence());
        } while (take('|'));
        nesting--;
        return parts.size() == 1 ? parts.get(0) : new Alternatives(parts);
    }

    private Node sequence() {
        List<Node> parts = new ArrayList<>();
        while (position < pattern.length() && peek() != '|' && peek() != ')') {
            parts.add(quantified(atom()));
        }
        return new Sequence(parts);
    }

    private Node atom() {
        char c = next();
        return switch (c) {
            case '^' -> Anchor.START;
            case '$' -> Anchor.END;
            case '.' -> chars(CharSets.ANY);
            case '(' -> group();
            case '[' -> chars(charClass());
            case '\\' -> escape();
            case '*', '+', '?' -> throw fault("nothing before the " + c);
            default -> chars(CharSets.of(c));
        };
    }

    private Node group() {
        if (take('?') && !take(':')) {
            if (!take('<') || peek() == '=' || peek() == '!') {
                throw fault("a look around");
            }
            position = pattern.indexOf('>', position) + 1;
            if (position == 0) {
                throw fault("a name of a group without its end");
            }
        }
        Node inner = alternatives();
        if (!take(')')) {
            throw fault("a ( without its )");
        }
        return inner;
    }

    private Node quantified(Node part) {
        int least;
        int most;
        if (take('*')) {
            least = 0;
            most = UNBOUNDED;
        } else if (take('+')) {
            least = 1;
            most = UNBOUNDED;
        } else if (take('?')) {
            least = 0;
            most = 1;
        } else if (isCounted()) {
            position++;
            least = number();
            most = take(',') ? peek() == '}' ? UNBOUNDED : number() : least;
            position++;
        } else {
            return part;
        }
        take('?'); // lazy: the same texts
        if (least > most || least > MAX_COUNT || most > MAX_COUNT && most != UNBOUNDED) {
            throw fault("a count that is no range or above " + MAX_COUNT);
        }
        return new Repeated(part, least, most);
    }

    /** A brace that is no quantifier stands for itself. */
    private boolean isCounted() {
        int end = pattern.indexOf('}', position);
        return end > 0 && pattern.substring(position, end + 1).matches("\\{[0-9]{1,6}(,[0-9]{0,6})?}");
    }

    private int number() {
        int number = 0;
        while (peek() >= '0' && peek() <= '9') {
            number = 10 * number + next() - '0';
        }
        return number;
    }

    private Node escape() {
        if (take('b')) {
            return Anchor.WORD_EDGE;
        }
        return chars(escaped());
    }

    /** The set behind a backslash. */
    private BitSet escaped() {
        char c = next();
        return switch (c) {
            case 'd' -> CharSets.DIGIT;
            case 'D' -> CharSets.inverse(CharSets.DIGIT);
            case 'w' -> CharSets.WORD;
            case 'W' -> CharSets.inverse(CharSets.WORD);
            case 's' -> CharSets.SPACE;
            case 'S' -> CharSets.inverse(CharSets.SPACE);
            case 'n' -> CharSets.of('\n');
            case 'r' -> CharSets.of('\r');
            case 't' -> CharSets.of('\t');
            case 'f' -> CharSets.of('\f');
            case 'v' -> CharSets.of('\u000B');
            case '0' -> CharSets.of('\0');
            case 'x' -> CharSets.of(hex(2));
            case 'u' -> CharSets.of(hex(4));
            default -> {
                if (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
                    throw fault("\\" + c);
                }
                yield CharSets.of(c);
            }
        };
    }

    private char hex(int digits) {
        int code = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw fault("an escape that is not " + digits + " hex digits");
            }
            code = 16 * code + digit;
        }
        return (char) code;
    }

    private BitSet charClass() {
        boolean inverse = take('^');
        BitSet set = new BitSet();
        while (!take(']')) {
            BitSet from = member();
            boolean range = position + 1 < pattern.length() && peek() == '-' && pattern.charAt(position + 1) != ']';
            if (range && from.cardinality() == 1) {
                position++;
                BitSet to = member();
                if (to.cardinality() != 1 || to.length() < from.length()) {
                    throw fault("a range that is none");
                }
                set.set(from.length() - 1, to.length());
            } else {
                set.or(from);
            }
        }
        return inverse ? CharSets.inverse(set) : set;
    }

    private BitSet member() {
        char c = next();
        if (c != '\\') {
            return CharSets.of(c);
        }
        return take('b') ? CharSets.of('\b') : escaped();
    }

    private Chars chars(BitSet set) {
        String shown = CharSets.shown(set);
        if (shown.isEmpty()) {
            throw fault("a class without characters, or characters beyond U+FFFF");
        }
        return new Chars(set, shown);
    }

    private char peek() {
        return position < pattern.length() ? pattern.charAt(position) : '\0';
    }

    private boolean take(char c) {
        if (position == pattern.length() || peek() != c) {
            return false;
        }
        position++;
        return true;
    }

    private char next() {
        if (position == pattern.length()) {
            throw fault("no end");
        }
        return pattern.charAt(position++);
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException(
                "it has " + what + ", which is not made here, before character " + position);
    }
}
