package io.reprise.llm.machine;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.frame.AnswerEvent;
import io.reprise.llm.frame.Command;
import io.reprise.llm.frame.Command.Section;
import io.reprise.llm.frame.Failure;
import io.reprise.llm.frame.Outcome;

/**
 * The simulated provider: knows sessions, kept answers and when an answer is told. What an answer says is in the command; the
 * machine parses nothing.
 */
public final class LlmMachine implements StateMachine {
    private static final int TOKENS_PER_STEP = 1;

    private final SessionTable sessions;
    private final KeptAnswers kept;
    private final Command command = new Command();
    private final Outcome outcome = new Outcome();
    private final Steps steps = new Steps();
    private int lookups;

    public LlmMachine(MachineSetup setup) {
        sessions = new SessionTable(setup);
        kept = new KeptAnswers(setup);
    }

    @Override
    public void onRequest(FrameFlyweight request, MachineContext context) {
        if (request.method() == LlmCall.CANCEL) {
            return;
        }
        if (!Command.isWellFormed(request.buffer(), request.payloadOffset(), request.payloadLength())) {
            context.error(
                    Status.INVALID_REQUEST,
                    "the payload is no command of version " + Command.VERSION + " of the llm service");
            return;
        }
        lookups = 0;
        command.wrap(request.buffer(), request.payloadOffset());
        switch (command.action()) {
            case GENERATE -> generate(context);
            case FETCH -> fetch(context);
            case DROP ->
                respond(context, kept.drop(command.contentSeed()) ? AnswerEvent.ACCOUNT : AnswerEvent.NOT_FOUND);
            default -> respond(context, AnswerEvent.ACCOUNT);
        }
    }

    private void generate(MachineContext context) {
        int promptTokens = command.promptTokens();
        if (command.previous() != 0) {
            lookups++;
            int before = kept.find(command.previous());
            if (before == KeptAnswers.NONE) {
                fail(context, Failure.PREVIOUS_NOT_FOUND);
                return;
            }
            promptTokens += kept.contextTokens(before);
        }
        lookups++;
        if (!sessions.hasRoomFor(command.session())) {
            fail(context, Failure.EXHAUSTED);
            return;
        }
        if (command.has(Command.FLAG_STREAM)) {
            stream(context, promptTokens);
        } else {
            int length = command.length(Section.CONTENT);
            FrameFlyweight response = context.respond(Outcome.LENGTH + length);
            account(response, AnswerEvent.WHOLE, promptTokens, command.contentTokens());
            response.buffer()
                    .putBytes(
                            response.payloadOffset() + Outcome.LENGTH,
                            command.buffer(),
                            command.offset(Section.CONTENT),
                            length);
        }
        if (command.has(Command.FLAG_STORE)) {
            kept.keep(command, promptTokens, command.contentTokens(), context.timeNs());
        }
        int turns = command.has(Command.FLAG_BEGINS_TURN) ? 1 : 0;
        sessions.record(command.session(), turns, promptTokens, command.contentTokens(), context.timeNs());
    }

    private void stream(MachineContext context, int promptTokens) {
        account(context.part(Outcome.LENGTH), AnswerEvent.START, promptTokens, 0);
        steps.begin(command.buffer(), command.offset(Section.CONTENT), command.length(Section.CONTENT));
        while (steps.next(TOKENS_PER_STEP)) {
            FrameFlyweight part = context.part(steps.length());
            steps.copyTo(part.buffer(), part.payloadOffset(), 0, context.timeNs());
        }
        account(context.respond(Outcome.LENGTH), AnswerEvent.END, promptTokens, command.contentTokens());
    }

    private void fetch(MachineContext context) {
        lookups++;
        int at = kept.find(command.contentSeed());
        if (at == KeptAnswers.NONE) {
            respond(context, AnswerEvent.NOT_FOUND);
            return;
        }
        FrameFlyweight response = context.respond(Outcome.LENGTH + kept.length(at));
        account(response, AnswerEvent.KEPT, kept.promptTokens(at), kept.completionTokens(at))
                .echoLength(kept.echoLength(at))
                .createdNs(kept.createdNs(at));
        response.buffer()
                .putBytes(
                        response.payloadOffset() + Outcome.LENGTH,
                        kept.bytes().bytes(),
                        kept.offset(at),
                        kept.length(at));
    }

    private void respond(MachineContext context, AnswerEvent event) {
        account(context.respond(Outcome.LENGTH), event, command.promptTokens(), 0);
    }

    private void fail(MachineContext context, Failure failure) {
        account(context.respond(Outcome.LENGTH), AnswerEvent.FAILURE, command.promptTokens(), 0)
                .failure(failure, Outcome.NOT_SAID);
    }

    private Outcome account(FrameFlyweight frame, AnswerEvent event, int promptTokens, int completionTokens) {
        return outcome.begin(frame.buffer(), frame.payloadOffset(), frame.payloadLength(), event)
                .contentSeed(command.contentSeed())
                .promptTokens(promptTokens, 0)
                .completionTokens(completionTokens, 0)
                .work(0, lookups);
    }
}
