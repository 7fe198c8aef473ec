package io.reprise.llm;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.frame.AnswerEvent;
import io.reprise.llm.frame.Command;
import io.reprise.llm.frame.Command.Section;
import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Fault;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.Json;

/** Payloads for people: one line, printable. Any thread. */
final class PayloadDescription {
    private static final int MAX_TEXT_CHARS = 60;

    private PayloadDescription() {}

    /** What is asked, and how its answer begins. */
    static String ofCommand(FrameFlyweight frame) {
        if (frame.payloadLength() == 0) {
            return "";
        }
        if (!Command.isWellFormed(frame.buffer(), frame.payloadOffset(), frame.payloadLength())) {
            return "no command of version " + Command.VERSION;
        }
        Command command = new Command().wrap(frame.buffer(), frame.payloadOffset());
        StringBuilder text = new StringBuilder(command.action().name().toLowerCase(java.util.Locale.ROOT));
        add(text, " model=", command.text(Section.MODEL));
        add(text, " session=", command.text(Section.SESSION));
        if (command.has(Command.FLAG_STREAM)) {
            text.append(" stream");
        }
        Fault fault = Fault.of(command.fault());
        if (fault != null) {
            text.append(" fault=").append(fault);
        }
        if (command.attempt() > 0) {
            text.append(" attempt=").append(command.attempt());
        }
        if (command.promptTokens() > 0) {
            text.append(" turn=").append(command.turn());
            text.append(" tokens=").append(command.promptTokens()).append('+').append(command.contentTokens());
        }
        add(text, ": ", command.text(Section.TEXT));
        return text.append(begin(command)).toString();
    }

    private static String begin(Command command) {
        ContentFlyweight content = new ContentFlyweight()
                .wrap(command.buffer(), command.offset(Section.CONTENT), command.length(Section.CONTENT));
        if (!content.isWellFormed() || !content.nextBlock()) {
            return "";
        }
        return ": " + shown(content.name() + content.text());
    }

    /** The event, what it cost, and how its text begins. */
    static String ofAnswer(FrameFlyweight frame) {
        AnswerEvent event = AnswerEvent.of(frame.buffer().getByte(frame.payloadOffset()));
        String name = event.name().toLowerCase(java.util.Locale.ROOT);
        if (event == AnswerEvent.DELTA) {
            Delta delta = new Delta().wrap(frame.buffer(), frame.payloadOffset(), frame.payloadLength());
            return name + " choice=" + delta.choice() + " block=" + delta.block() + " " + delta.type() + " tokens="
                    + delta.tokens() + ": " + shown(delta.name() + delta.text());
        }
        Outcome outcome = new Outcome().wrap(frame.buffer(), frame.payloadOffset(), frame.payloadLength());
        String text = name + " tokens=" + outcome.promptTokens() + "+" + outcome.completionTokens();
        if (outcome.failure() != null) {
            return text + " failure=" + outcome.failure();
        }
        if (event != AnswerEvent.WHOLE) {
            return text;
        }
        ContentFlyweight content =
                new ContentFlyweight().wrap(outcome.buffer(), outcome.contentOffset(), outcome.contentLength());
        return content.nextBlock() ? text + ": " + shown(content.name() + content.text()) : text;
    }

    private static void add(StringBuilder text, String before, String value) {
        if (!value.isEmpty()) {
            text.append(before).append(shown(value));
        }
    }

    private static String shown(String text) {
        return Json.shortened(text, MAX_TEXT_CHARS);
    }
}
