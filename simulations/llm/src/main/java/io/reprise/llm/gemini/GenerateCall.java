package io.reprise.llm.gemini;

import io.reprise.ingress.codec.HttpError;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.BlockType;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Failure;
import io.reprise.llm.frame.Outcome;

/** Generated content: whole or in chunks. A function call is told when all of its arguments are there. */
final class GenerateCall extends GeminiCall {
    private static final String SSE = "text/event-stream";

    private final AnswerWriter writer;
    private final StringBuilder arguments = new StringBuilder();
    private String function = "";
    private boolean begun;

    GenerateCall(CallFacts facts, Teller teller, Delivery delivery, AnswerWriter writer) {
        super(facts, teller, delivery);
        this.writer = writer;
    }

    @Override
    protected void onWhole(Outcome outcome, ContentFlyweight content, Reply reply) {
        writer.usage().prompt(outcome);
        beginChunk();
        writer.begin();
        while (content.nextBlock()) {
            writer.usage().add(content.type(), content.tokens());
            writer.continueWith(content.choice());
            if (content.type() == BlockType.TOOL_CALL) {
                writer.call(content.name(), content.text(), content.finish());
            } else {
                writer.text(content.type(), content.text());
            }
            writer.candidate(content.choice()).finish(content.finish());
        }
        writer.end();
        whole(200, outcome, reply);
    }

    @Override
    protected void onStart(Outcome outcome, Reply reply) {
        writer.usage().prompt(outcome);
        stream(outcome, reply);
    }

    @Override
    protected void onDelta(Delta delta, Reply reply) {
        writer.usage().add(delta.type(), delta.tokens());
        if (delta.isBroken()) {
            beginChunk();
            out.raw("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"");
            endChunk(reply);
        } else if (delta.type() == BlockType.TOOL_CALL) {
            onCall(delta, reply);
        } else if (delta.textLength() > 0 && writer.tells(delta.type())) {
            beginAnswer(delta.choice());
            writer.text(delta.type(), delta.text());
            endAnswer(reply);
        }
        writer.candidate(delta.choice()).finish(delta.finish());
    }

    private void onCall(Delta delta, Reply reply) {
        if (delta.isFirst()) {
            function = delta.name();
            arguments.setLength(0);
        }
        arguments.append(delta.text());
        if (delta.isLast() && Candidate.isWhole(arguments.toString(), delta.finish())) {
            beginAnswer(delta.choice());
            writer.call(function, arguments.toString(), delta.finish());
            endAnswer(reply);
        }
    }

    /** Only the last chunk says why the candidates have ended. */
    @Override
    protected void onEnd(Outcome outcome, Reply reply) {
        writer.usage().prompt(outcome);
        if (!outcome.has(Outcome.FLAG_NO_LAST_WORD)) {
            beginChunk();
            writer.begin();
            writer.finishAll();
            endAnswer(reply);
        }
        end(reply);
    }

    /** A prompt that may not be answered is no error in this API. */
    @Override
    protected void onFailure(Outcome outcome, Reply reply) {
        if (reply.isStarted()) {
            beginChunk();
            GeminiErrors.write(out, outcome, facts.model());
            endChunk(reply);
            end(reply);
        } else if (outcome.failure() == Failure.CONTENT_POLICY) {
            block(outcome, reply);
        } else {
            super.onFailure(outcome, reply);
        }
    }

    private void block(Outcome outcome, Reply reply) {
        writer.usage().prompt(outcome);
        beginChunk();
        writer.blocked();
        if (delivery == Delivery.WHOLE) {
            whole(200, outcome, reply);
        } else {
            stream(outcome, reply);
            endChunk(reply);
            end(reply);
        }
    }

    @Override
    public void onError(HttpError error, Reply reply) {
        if (reply.isStarted()) {
            beginChunk();
            GeminiErrors.write(out, error, false);
            endChunk(reply);
            end(reply);
        } else {
            super.onError(error, reply);
        }
    }

    private void beginAnswer(int choice) {
        beginChunk();
        writer.begin();
        writer.continueWith(choice);
    }

    private void endAnswer(Reply reply) {
        writer.end();
        endChunk(reply);
    }

    private void stream(Outcome outcome, Reply reply) {
        head(200, delivery == Delivery.EVENTS ? SSE : JSON, outcome, reply).stream();
    }

    private void beginChunk() {
        out.clear();
        switch (delivery) {
            case WHOLE -> {}
            case EVENTS -> out.raw("data: ");
            case ARRAY -> out.raw(begun ? ",\n" : "[");
        }
        begun = true;
    }

    private void endChunk(Reply reply) {
        out.raw(delivery == Delivery.EVENTS ? "\n\n" : "");
        reply.part(out.bytes(), out.length());
    }

    private void end(Reply reply) {
        if (delivery == Delivery.ARRAY) {
            out.clear().raw(begun ? "]" : "[]");
            reply.part(out.bytes(), out.length());
        }
        reply.end();
    }
}
