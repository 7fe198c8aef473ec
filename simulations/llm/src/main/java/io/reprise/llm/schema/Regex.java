package io.reprise.llm.schema;

import io.reprise.kernel.random.XorShift64Star;
import java.util.BitSet;
import java.util.List;

/**
 * A regular expression of ECMA 262 that makes texts and finds itself in texts. Immutable; any thread.
 *
 * <p>Finding keeps the set of all places where a part may end (Thompson, "Regular expression search algorithm", 1968), so no
 * expression takes exponential time; {@link RegexParser} bounds counts and nesting.
 */
final class Regex {
    /** Longest text that is made. */
    static final int MAX_LENGTH = 10_000;

    private final Node root;

    private Regex(Node root) {
        this.root = root;
    }

    /** @throws IllegalArgumentException if it is none, or has what this class cannot do; the message says what */
    static Regex parse(String pattern) {
        return new Regex(new RegexParser(pattern).parse());
    }

    /** Whether the expression is found anywhere in the text. */
    boolean isIn(String text) {
        BitSet starts = new BitSet();
        starts.set(0, text.length() + 1);
        return !root.ends(text, starts).isEmpty();
    }

    /**
     * Makes a text; one that {@link #isIn} finds, unless the expression has anchors at odd places.
     *
     * @param spread how many repetitions more than it must have a repeated part may get
     */
    String make(XorShift64Star random, int spread) {
        StringBuilder text = new StringBuilder();
        root.make(random, spread, text);
        return text.toString();
    }

    /** A part of an expression. */
    sealed interface Node {
        /** How many characters it has when everything that is counted is there as often as it may be. */
        default long size() {
            return 1;
        }

        /** Where the part may end in the text, when it may start at each of the places. */
        BitSet ends(String text, BitSet starts);

        void make(XorShift64Star random, int spread, StringBuilder text);
    }

    /** One character of a set; {@code shown} are those that are used in texts. */
    record Chars(BitSet set, String shown) implements Node {
        @Override
        public BitSet ends(String text, BitSet starts) {
            BitSet ends = new BitSet();
            for (int at = starts.nextSetBit(0); at >= 0 && at < text.length(); at = starts.nextSetBit(at + 1)) {
                ends.set(at + 1, set.get(text.charAt(at)));
            }
            return ends;
        }

        @Override
        public void make(XorShift64Star random, int spread, StringBuilder text) {
            text.append(shown.charAt(random.nextInt(shown.length())));
        }
    }

    record Sequence(List<Node> parts) implements Node {
        @Override
        public long size() {
            return parts.stream().mapToLong(Node::size).sum();
        }

        @Override
        public BitSet ends(String text, BitSet starts) {
            BitSet places = starts;
            for (Node part : parts) {
                places = part.ends(text, places);
            }
            return places;
        }

        @Override
        public void make(XorShift64Star random, int spread, StringBuilder text) {
            for (Node part : parts) {
                part.make(random, spread, text);
            }
        }
    }

    record Alternatives(List<Node> parts) implements Node {
        @Override
        public long size() {
            return parts.stream().mapToLong(Node::size).sum();
        }

        @Override
        public BitSet ends(String text, BitSet starts) {
            BitSet ends = new BitSet();
            for (Node part : parts) {
                ends.or(part.ends(text, starts));
            }
            return ends;
        }

        @Override
        public void make(XorShift64Star random, int spread, StringBuilder text) {
            parts.get(random.nextInt(parts.size())).make(random, spread, text);
        }
    }

    record Repeated(Node part, int least, int most) implements Node {
        @Override
        public long size() {
            return part.size() * Math.max(1, most == RegexParser.UNBOUNDED ? least : most);
        }

        @Override
        public BitSet ends(String text, BitSet starts) {
            BitSet places = starts;
            for (int count = 0; count < least && !places.isEmpty(); count++) {
                places = part.ends(text, places);
            }
            BitSet ends = (BitSet) places.clone();
            BitSet fresh = ends; // a place that was reached before leads nowhere new
            for (int count = least; count < most && !fresh.isEmpty(); count++) {
                BitSet next = (BitSet) part.ends(text, fresh).clone();
                next.andNot(ends);
                ends.or(next);
                fresh = next;
            }
            return ends;
        }

        @Override
        public void make(XorShift64Star random, int spread, StringBuilder text) {
            int count = least + random.nextInt(Math.min(most - least, spread) + 1);
            for (int i = 0; i < count && text.length() < MAX_LENGTH; i++) {
                part.make(random, spread, text);
            }
        }
    }

    /** A place, not a character. */
    enum Anchor implements Node {
        START {
            @Override
            boolean isAt(String text, int place) {
                return place == 0;
            }
        },
        END {
            @Override
            boolean isAt(String text, int place) {
                return place == text.length();
            }
        },
        WORD_EDGE {
            @Override
            boolean isAt(String text, int place) {
                return isWord(text, place - 1) != isWord(text, place);
            }
        };

        abstract boolean isAt(String text, int place);

        @Override
        public BitSet ends(String text, BitSet starts) {
            BitSet ends = new BitSet();
            starts.stream().filter(place -> isAt(text, place)).forEach(ends::set);
            return ends;
        }

        @Override
        public void make(XorShift64Star random, int spread, StringBuilder text) {}

        private static boolean isWord(String text, int index) {
            return index >= 0 && index < text.length() && CharSets.WORD.get(text.charAt(index));
        }
    }
}
