package io.reprise.perf.load.work;

import io.reprise.kernel.random.XorShift64Star;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Text whose length in tokens is known without a tokenizer: words of four letters after a space, each of which is one
 * token of cl100k_base and of o200k_base (counted with a tokenizer when the list was made). Needs no escapes in JSON.
 */
final class PromptText {
    /** Tokens of a block: the unit in which Mooncake traces name shared text. */
    static final int BLOCK_TOKENS = 512;

    /** Bytes of a token: a space and four letters. */
    static final int TOKEN_LENGTH = 5;

    private static final String WORDS = """
            able also army baby ball bank base bear beer best bird blue boat bond book boss bowl burn busy calm
            camp care cash cell chat city coal code come cool cope core crew dark date dawn dead dear deep desk
            diet disk done dose draw drop dual duke duty earn east edge even ever exit fact fair farm fate fear
            feel fell file film fine fire fish flat food form four from full gain gate gear gift give goal gold
            good grew grow half hand hard hate head hear held here high hire hole holy hope hour hung hurt idea
            into item jump just keep kept kind knee know lady lake land last lead less lift line link live loan
            logo look lose loss love made main male mark mass mean meet mile mill mind miss mood more move must
            name near need next nine nose note once onto oral pace page paid pair park pass path pick pink plan
            plot plus pool poor post pure race rain rare rate real rely rest rich ring rise road role roof root
            rule rush said sale same save seed seek seen sell sent shop show shut side site skin slow snow soil
            sole song sort spot star step such sure tale tall tank task tech tend test than that then thin thus
            time told tone tool town trip tune turn type upon user vast view vote wait walk want warm wave ways
            wear well were what whom wide wild wind wing wise with wood wore yard year zero
            """;

    /** The words, each with its space; 256 of them, so that a byte of a random number picks one. */
    private final UnsafeBuffer tokens =
            new UnsafeBuffer((" " + WORDS.strip().replaceAll("\\s+", " ")).getBytes(StandardCharsets.US_ASCII));

    private final XorShift64Star random = new XorShift64Star(0);

    /** Writes the first {@code count} tokens of a block, up to {@link #BLOCK_TOKENS}. */
    void write(long blockId, int count, MutableDirectBuffer buffer, int offset) {
        random.seed(blockId);
        long picks = 0;
        for (int i = 0; i < count; i++) {
            picks = (i & 7) == 0 ? random.nextLong() : picks >>> 8;
            int word = (int) (picks & 0xFF) * TOKEN_LENGTH;
            int at = offset + i * TOKEN_LENGTH;
            buffer.putByte(at, tokens.getByte(word));
            buffer.putInt(at + 1, tokens.getInt(word + 1));
        }
    }

    /** How many different words there are. */
    int words() {
        return tokens.capacity() / TOKEN_LENGTH;
    }
}
