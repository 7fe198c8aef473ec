package io.reprise.llm.content;

import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.schema.SchemaInstance;
import io.reprise.llm.text.AnswerLength;
import io.reprise.llm.text.Words;
import io.reprise.llm.token.TokenCounter;

/**
 * Makes what an answer says: a function of the ask and of the state of the random numbers. Each choice has random numbers of
 * its own, so that the first one is the same however many there are. One thread.
 */
public final class ContentMaker {
    private static final int PREFACES = 3; // one of so many calls has a sentence before it
    private static final int PARALLEL = 4; // one of so many answers with a call has a second one

    private static final String[] PREFACE = {
        "Let me check that.",
        "I will look that up.",
        "One moment, I am looking into it.",
        "I need one more detail for that."
    };

    private final TokenCounter counter = new TokenCounter(); // loads the tokens now, not with the first request
    private final BlockWriter blocks = new BlockWriter(counter);
    private final Prose prose = new Prose(counter, blocks);
    private final XorShift64Star random = new XorShift64Star(0);
    private final JsonWriter json = new JsonWriter();
    private Ask ask;
    private Content content;
    private int choice;
    private int room;

    /** Makes the content anew. Draws one number. */
    public void make(Ask newAsk, XorShift64Star seeds, Content target) {
        ask = newAsk;
        content = target.clear();
        long seed = seeds.nextLong();
        for (choice = 0; choice < ask.choices; choice++) {
            random.seed(Seeds.combine(seed, choice));
            room = ask.maxTokens;
            choice();
        }
    }

    private void choice() {
        if (ask.refusalText != null) {
            if (block(BlockType.REFUSAL, "", ask.refusalText)) {
                content.finish(Finish.REFUSAL, ContentLayout.NO_STOP);
            }
        } else if (ask.thinkingTokens == 0 || block(BlockType.THINKING, "", thinking())) {
            answer();
        }
    }

    private void answer() {
        if (ask.fixedText == null && callsTool()) {
            calls();
        } else if (text(answerText())) {
            content.finish(Finish.STOP, ContentLayout.NO_STOP);
        }
    }

    private boolean callsTool() {
        return !ask.tools.isEmpty()
                && switch (ask.toolChoice) {
                    case AUTO -> !ask.hasToolResult;
                    case NONE -> false;
                    case REQUIRED, NAMED -> true;
                };
    }

    private void calls() {
        int first = ask.toolChoice == Ask.ToolChoice.NAMED ? named() : random.nextInt(ask.tools.size());
        boolean parallel = ask.parallelTools && random.nextInt(PARALLEL) == 0;
        if (random.nextInt(PREFACES) == 0 && !text(PREFACE[random.nextInt(PREFACE.length)])) {
            return;
        }
        if (!call(ask.tools.get(first)) || parallel && !secondCall(first)) {
            return;
        }
        content.finish(Finish.TOOL_CALLS, ContentLayout.NO_STOP);
    }

    /** Calls another tool, or the same one with other arguments, if there is one. */
    private boolean secondCall(int first) {
        int others = ask.toolChoice == Ask.ToolChoice.NAMED ? 0 : ask.tools.size() - 1;
        Ask.Tool tool = ask.tools.get(others == 0 ? first : (first + 1 + random.nextInt(others)) % ask.tools.size());
        return others == 0 && tool.schema() == null || call(tool);
    }

    private int named() {
        for (int i = 0; i < ask.tools.size(); i++) {
            if (ask.tools.get(i).name().equals(ask.namedTool)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no tool is named " + ask.namedTool);
    }

    private boolean call(Ask.Tool tool) {
        String arguments;
        if (tool.freeForm()) {
            arguments = Words.sentence(random);
        } else if (tool.schema() == null) {
            arguments = "{}";
        } else {
            SchemaInstance.write(tool.schema(), random, json.clear());
            arguments = json.toString();
        }
        return block(BlockType.TOOL_CALL, tool.name(), arguments);
    }

    private String thinking() {
        int wanted = Math.min(ask.thinkingTokens, AnswerLength.draw(random));
        return prose.paragraphs(wanted, Math.min(ask.thinkingTokens, beyondRoom()), random);
    }

    private String answerText() {
        if (ask.fixedText != null) {
            return ask.fixedText;
        }
        if (ask.form == Ask.Form.TEXT) {
            return ask.wantedTokens > 0
                    ? prose.exact(ask.wantedTokens, random)
                    : prose.answer(ask.hint, beyondRoom(), random);
        }
        if (ask.form == Ask.Form.JSON_OBJECT) {
            SchemaInstance.writeObject(random, json.clear());
        } else {
            SchemaInstance.write(ask.schema, random, json.clear());
        }
        return json.toString();
    }

    /** One token more than there is room for, so that the cut is seen. */
    private int beyondRoom() {
        return room == Ask.NO_LIMIT ? room : room + 1;
    }

    /** Writes a text up to the first stop sequence in it; whether the choice goes on behind it. */
    private boolean text(String text) {
        int stop = ContentLayout.NO_STOP;
        int end = text.length();
        for (int i = 0; i < ask.stops.length; i++) {
            int found = ask.stops[i].isEmpty() ? -1 : text.indexOf(ask.stops[i]);
            if (found >= 0 && found < end) {
                stop = i;
                end = found;
            }
        }
        boolean goesOn = block(BlockType.TEXT, "", text.substring(0, end));
        if (goesOn && stop != ContentLayout.NO_STOP) {
            content.finish(Finish.STOP_SEQUENCE, stop);
        }
        return goesOn && stop == ContentLayout.NO_STOP;
    }

    /** Writes a text as far as there is room; whether the choice goes on behind it. */
    private boolean block(BlockType type, String name, String text) {
        boolean open = room > 0 || room == ask.maxTokens;
        String fitting = blocks.cut(text, room);
        if (open) {
            int tokens = blocks.write(content, type, choice, name, fitting);
            room -= room == Ask.NO_LIMIT ? 0 : tokens;
        }
        boolean whole = open && fitting.length() == text.length();
        if (!whole) {
            content.finish(Finish.LENGTH, ContentLayout.NO_STOP);
        }
        return whole;
    }
}
