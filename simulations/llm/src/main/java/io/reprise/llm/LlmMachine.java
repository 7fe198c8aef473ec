package io.reprise.llm;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.text.AnswerLength;
import io.reprise.llm.text.AnswerText;
import io.reprise.llm.token.TokenCounter;

/**
 * Answers chat completion requests with made-up English of a true length in tokens. What it answers depends on the
 * request and on the seed alone; what it keeps is how much every session has used.
 */
final class LlmMachine implements StateMachine {
    private final SessionTable sessions;
    private final ChatRequest chat = new ChatRequest();
    private final ChatIdentity identity = new ChatIdentity();
    private final PromptTokens prompt;
    private final AnswerText text;
    private final Completion completion = new Completion();
    private final JsonWriter answer = new JsonWriter();
    private final byte[] models = Models.list();

    LlmMachine(MachineSetup setup) {
        sessions = new SessionTable(setup);
        TokenCounter counter = new TokenCounter(); // loads the tokens now, not with the first request
        prompt = new PromptTokens(counter);
        text = new AnswerText(counter);
    }

    @Override
    public void onRequest(FrameFlyweight request, MachineContext context) {
        if (request.method() == LlmProvider.CHAT) {
            chat(request, context);
        } else {
            FrameFlyweight list = context.respond(models.length);
            list.buffer().putBytes(list.payloadOffset(), models);
        }
    }

    private void chat(FrameFlyweight request, MachineContext context) {
        if (!chat.read(request.buffer(), request.payloadOffset(), request.payloadLength())) {
            context.error(Status.INVALID_REQUEST, chat.refusal());
            return;
        }
        identity.of(chat);
        if (!sessions.hasRoomFor(identity.session())) {
            context.error(
                    Status.RESOURCE_EXHAUSTED,
                    "all " + sessions.maxSessions()
                            + " sessions are in use; name a known user or raise llm.max-sessions");
            return;
        }
        int promptTokens = prompt.count(chat.messages());
        write(random(request, context), promptTokens);
        FrameFlyweight response = context.respond(answer.length()); // may throw: nothing is recorded before
        answer.copyTo(response.buffer(), response.payloadOffset());
        int turns = chat.endsWithUser() ? 1 : 0;
        sessions.record(identity.session(), turns, promptTokens, text.tokens(), context.timeNs());
    }

    /** The frame's seed wins, then the body's, then the run's. */
    private XorShift64Star random(FrameFlyweight request, MachineContext context) {
        XorShift64Star random = context.random(identity.hash());
        if (request.seed() == 0 && chat.hasSeed()) {
            random.seed(Seeds.combine(chat.seed(), identity.hash()));
        }
        return random;
    }

    private void write(XorShift64Star random, int promptTokens) {
        completion.drawId(random);
        text.write(random, AnswerLength.draw(random), chat.maxTokens());
        text.stopBefore(chat.stops());
        completion.write(answer.clear(), chat.model(), text, promptTokens);
    }
}
