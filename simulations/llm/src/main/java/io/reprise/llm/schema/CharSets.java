package io.reprise.llm.schema;

import java.util.BitSet;

/** Sets of characters of regular expressions. Those named here are not to be changed. */
final class CharSets {
    static final BitSet DIGIT = ranges("09");
    static final BitSet WORD = ranges("azAZ09__");
    static final BitSet SPACE = ranges("\t\r  \u00A0\u00A0\u2028\u2029\uFEFF\uFEFF");
    static final BitSet ANY = inverse(ranges("\n\n\r\r\u2028\u2029"));

    private static final BitSet LETTER_OR_DIGIT = ranges("azAZ09");
    private static final BitSet PRINTABLE = ranges(" ~");
    private static final int CHARS = 1 << 16;
    private static final int MAX_SHOWN = 256;

    private CharSets() {}

    static BitSet of(char c) {
        BitSet set = new BitSet();
        set.set(c);
        return set;
    }

    static BitSet inverse(BitSet set) {
        BitSet inverse = (BitSet) set.clone();
        inverse.flip(0, CHARS);
        return inverse;
    }

    /** Members that look best in a text: letters and digits, else what can be printed, else the first ones. */
    static String shown(BitSet set) {
        for (BitSet better : new BitSet[] {LETTER_OR_DIGIT, PRINTABLE}) {
            BitSet common = (BitSet) set.clone();
            common.and(better);
            if (!common.isEmpty()) {
                return text(common);
            }
        }
        BitSet whole = (BitSet) set.clone();
        whole.clear(Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1); // half a pair is no text
        return text(whole);
    }

    private static String text(BitSet set) {
        StringBuilder text = new StringBuilder();
        set.stream().limit(MAX_SHOWN).forEach(c -> text.append((char) c));
        return text.toString();
    }

    /** @param ends first and last character of one range after another */
    private static BitSet ranges(String ends) {
        BitSet set = new BitSet();
        for (int i = 0; i < ends.length(); i += 2) {
            set.set(ends.charAt(i), ends.charAt(i + 1) + 1);
        }
        return set;
    }
}
