package io.reprise.perf.load.work;

import static io.reprise.perf.load.work.PromptText.BLOCK_TOKENS;
import static io.reprise.perf.load.work.PromptText.TOKEN_LENGTH;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import org.agrona.AsciiEncoding;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Chat completions with synthesised prompts of known length. */
final class ChatWorkload implements Workload {
    private static final byte[] MIDDLE = ascii("\"}],\"max_tokens\":");

    private final Work.Chat chat;
    private final Prompts prompts;
    private final long seed;
    private final PromptText text = new PromptText();
    private final byte[] head;
    private int maxLength = Integer.MAX_VALUE;
    private long capped;

    ChatWorkload(Work.Chat chat, long seed) {
        this.chat = chat;
        this.prompts = chat.prompts();
        this.seed = seed;
        String model = new String(JsonStringEncoder.getInstance().quoteAsString(chat.model()));
        this.head = ("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int service() {
        return chat.service();
    }

    @Override
    public int method() {
        return chat.method();
    }

    @Override
    public void limit(int newMaxLength) {
        int least = frameLength(Integer.MAX_VALUE) + TOKEN_LENGTH;
        if (newMaxLength < least) {
            throw new IllegalArgumentException(
                    "a chat request of one token takes " + least + " bytes; the server takes up to " + newMaxLength);
        }
        maxLength = newMaxLength;
    }

    @Override
    public int length(long index) {
        return frameLength(prompts.maxTokens(index)) + tokens(index) * TOKEN_LENGTH;
    }

    @Override
    public void write(long index, MutableDirectBuffer buffer, int offset) {
        int tokens = tokens(index);
        if (tokens < prompts.inputTokens(index)) {
            capped++;
        }
        buffer.putBytes(offset, head);
        int at = offset + head.length;
        for (int block = 0; block * BLOCK_TOKENS < tokens; block++) {
            int count = Math.min(BLOCK_TOKENS, tokens - block * BLOCK_TOKENS);
            text.write(prompts.blockId(index, block, seed), count, buffer, at);
            at += count * TOKEN_LENGTH;
        }
        buffer.putBytes(at, MIDDLE);
        at += MIDDLE.length;
        at += buffer.putNaturalIntAscii(at, prompts.maxTokens(index));
        buffer.putByte(at, (byte) '}');
    }

    /** A JSON object, to judge by its first and last byte; its content is the server's own test's concern. */
    @Override
    public boolean isRight(long index, DirectBuffer buffer, int offset, int length) {
        int end = offset + length;
        while (end > offset && buffer.getByte(end - 1) <= ' ') {
            end--;
        }
        return end - offset >= 2 && buffer.getByte(offset) == '{' && buffer.getByte(end - 1) == '}';
    }

    @Override
    public String rightAnswer() {
        return "a whole JSON object";
    }

    @Override
    public long capped() {
        return capped;
    }

    /** Tokens of the prompt that fit. */
    private int tokens(long index) {
        return Math.min(prompts.inputTokens(index), (maxLength - frameLength(prompts.maxTokens(index))) / TOKEN_LENGTH);
    }

    /** Bytes around the prompt. */
    private int frameLength(int maxTokens) {
        return head.length + MIDDLE.length + AsciiEncoding.digitCount(maxTokens) + 1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
