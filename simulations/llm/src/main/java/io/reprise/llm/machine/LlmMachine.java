package io.reprise.llm.machine;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import io.reprise.llm.frame.AnswerEvent;
import io.reprise.llm.frame.Command;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.rate.TokenBuckets;

/**
 * The simulated provider: what becomes of each command. What an answer says is in the command; the machine parses nothing.
 */
public final class LlmMachine implements StateMachine {
    private final int cancelMethod;
    private final SessionTable sessions;
    private final KeptAnswers kept;
    private final FaultPlan plan;
    private final Generation generation;
    private final AnswerWriter answers;
    private final Command command = new Command();

    /** @param cancelMethod method of the notification that a client has gone */
    public LlmMachine(MachineSetup setup, int cancelMethod) {
        this.cancelMethod = cancelMethod;
        sessions = new SessionTable(setup);
        kept = new KeptAnswers(setup);
        plan = new FaultPlan(setup);
        TokenBuckets buckets = new TokenBuckets(setup);
        answers = new AnswerWriter(buckets);
        generation = new Generation(setup, sessions, kept, plan, buckets);
    }

    @Override
    public void onRequest(FrameFlyweight request, MachineContext context) {
        if (request.method() == cancelMethod) {
            generation.cancel(request.sessionId(), request.correlationId(), context);
            return;
        }
        if (!Command.isWellFormed(request.buffer(), request.payloadOffset(), request.payloadLength())) {
            context.error(
                    Status.INVALID_REQUEST,
                    "the payload is no command of version " + Command.VERSION + " of the llm service");
            return;
        }
        command.wrap(request.buffer(), request.payloadOffset());
        answers.toRequest(context, command);
        switch (command.action()) {
            case GENERATE -> generation.begin(request, command, context);
            case ACCOUNT, REFUSE -> answers.account(AnswerEvent.ACCOUNT);
            case FETCH -> fetch();
            case DROP ->
                answers.account(kept.drop(command.contentSeed()) ? AnswerEvent.ACCOUNT : AnswerEvent.NOT_FOUND);
            case LIST_SESSIONS -> list(context);
            case END_SESSION ->
                answers.account(sessions.end(command.session()) ? AnswerEvent.ACCOUNT : AnswerEvent.NOT_FOUND);
            case RESET_FAULTS -> {
                plan.reset(context.timeNs());
                answers.account(AnswerEvent.ACCOUNT);
            }
        }
    }

    @Override
    public void onTimer(long timerId, long data, MachineContext context) {
        generation.onTimer((int) data, timerId, context);
    }

    private void fetch() {
        int at = kept.find(command.contentSeed());
        if (at == KeptAnswers.NONE) {
            answers.account(AnswerEvent.NOT_FOUND);
            return;
        }
        answers.kept(kept.bytes().bytes(), kept.offset(at), kept.length(at), kept.echoLength(at))
                .promptTokens(kept.promptTokens(at), 0)
                .completionTokens(kept.completionTokens(at), 0)
                .createdNs(kept.createdNs(at));
    }

    private void list(MachineContext context) {
        FrameFlyweight frame = context.respond(Outcome.LENGTH + sessions.listLength(command));
        sessions.copyList(command, frame.buffer(), frame.payloadOffset() + Outcome.LENGTH);
        new Outcome().begin(frame.buffer(), frame.payloadOffset(), frame.payloadLength(), AnswerEvent.SESSIONS);
    }
}
