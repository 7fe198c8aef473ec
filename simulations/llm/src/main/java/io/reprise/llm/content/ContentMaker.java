package io.reprise.llm.content;

import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.text.AnswerLength;
import io.reprise.llm.text.AnswerText;
import io.reprise.llm.token.TokenCounter;

/** Stub until the real one is merged. */
public final class ContentMaker {
    private final AnswerText text = new AnswerText(new TokenCounter());

    public void make(Ask ask, XorShift64Star random, Content content) {
        content.clear();
        text.write(random, AnswerLength.draw(random), ask.maxTokens);
        text.stopBefore(ask.stops);
        content.beginBlock(BlockType.TEXT, 0, "");
        for (int i = 0; i < text.length(); i += 5) {
            byte[] b = java.util.Arrays.copyOfRange(text.bytes(), i, Math.min(text.length(), i + 5));
            content.piece(b, b.length, 1);
        }
        content.endBlock();
        content.finish(Finish.STOP, 255);
    }
}
