package io.reprise.replay.step;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Reads lines, gives them to a session as instructions, and prints what they come to: text, or one JSON object an
 * instruction. Empty lines and those that begin with {@code #} are no instructions.
 */
final class StepConversation {
    private static final String PROMPT = "> ";

    private final StepSession session;
    private final StepProgress progress;
    private final PrintWriter out;
    private final boolean json;
    private int line;

    StepConversation(StepSession session, StepProgress progress, PrintWriter out, boolean json) {
        this.session = session;
        this.progress = progress;
        this.out = out;
        this.json = json;
    }

    /**
     * With a person: what is wrong is printed, and it goes on.
     *
     * @param prompt whether to say that it waits
     */
    void talk(BufferedReader in, boolean prompt) throws IOException {
        boolean goesOn = true;
        while (goesOn) {
            if (prompt) {
                out.print("@" + session.sequence() + PROMPT);
                out.flush();
            }
            String text = in.readLine();
            goesOn = text != null && followOrSay(text);
        }
    }

    private boolean followOrSay(String text) {
        try {
            return follow(text);
        } catch (WrongInstructionException e) {
            if (json) {
                out.println(object(text).put("error", e.getMessage()));
            } else {
                out.println(e.getMessage());
            }
            out.flush();
            return true;
        }
    }

    /**
     * With a file: every line is printed before what it comes to.
     *
     * @throws WrongInstructionException at the first line that is wrong; {@link #line()} is its number
     */
    void play(BufferedReader in) throws IOException {
        boolean goesOn = true;
        for (String text = in.readLine(); goesOn && text != null; text = in.readLine()) {
            line++;
            if (!json) {
                out.println(isInstruction(text) ? PROMPT + text.strip() : text.strip());
            }
            goesOn = follow(text);
        }
    }

    /** Of the last line played, from 1. */
    int line() {
        return line;
    }

    /** False when it was the last one. */
    private boolean follow(String text) {
        if (!isInstruction(text)) {
            return true;
        }
        Instruction instruction = InstructionParser.parse(text);
        if (instruction instanceof Instruction.Quit) {
            return false;
        }
        Shown shown = follow(instruction);
        if (json) {
            out.println(object(text).setAll(shown.json()).toString());
        } else {
            shown.lines().forEach(out::println);
        }
        out.flush();
        return true;
    }

    private Shown follow(Instruction instruction) {
        progress.begin("executing");
        try {
            return session.follow(instruction);
        } finally {
            progress.end();
        }
    }

    private static boolean isInstruction(String text) {
        return !text.isBlank() && !text.strip().startsWith("#");
    }

    private static ObjectNode object(String text) {
        return JsonNodeFactory.instance.objectNode().put("command", text.strip());
    }
}
