package io.reprise.llm.text;

import io.reprise.kernel.random.XorShift64Star;
import java.nio.charset.StandardCharsets;

/** Single words and sentences, for values and names. Every word is one o200k_base token with a space before it. */
public final class Words {
    private static final Grammar GRAMMAR = Grammar.english();

    private Words() {}

    /** A word of any group. */
    public static String any(XorShift64Star random) {
        return any(random.nextInt(GRAMMAR.groups()), random);
    }

    public static String noun(XorShift64Star random) {
        return any("noun", random);
    }

    public static String adjective(XorShift64Star random) {
        return any("adjective", random);
    }

    public static String verb(XorShift64Star random) {
        return any("verbs", random); // as in "they help": the form without an ending
    }

    /** One sentence, with its capital and its full stop. */
    public static String sentence(XorShift64Star random) {
        StringBuilder sentence = new StringBuilder();
        for (int element : GRAMMAR.pattern(random.nextInt(GRAMMAR.patterns()))) {
            if (element == Grammar.COMMA) {
                sentence.append(',');
            } else if (element < Grammar.OPTIONAL || random.nextInt(2) == 0) {
                sentence.append(' ').append(any(element & Grammar.OPTIONAL - 1, random));
            }
        }
        sentence.deleteCharAt(0).append('.');
        sentence.setCharAt(0, (char) (sentence.charAt(0) - ('a' - 'A')));
        return sentence.toString();
    }

    private static String any(String group, XorShift64Star random) {
        return any(GRAMMAR.group(group), random);
    }

    private static String any(int group, XorShift64Star random) {
        byte[][] words = GRAMMAR.words(group);
        byte[] word = words[random.nextInt(words.length)];
        return new String(word, 1, word.length - 1, StandardCharsets.US_ASCII);
    }
}
