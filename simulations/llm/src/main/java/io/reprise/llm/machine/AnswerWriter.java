package io.reprise.llm.machine;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.llm.frame.AnswerEvent;
import io.reprise.llm.frame.Command;
import io.reprise.llm.frame.Command.Section;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.rate.Quota;
import io.reprise.llm.rate.TokenBuckets;
import org.agrona.DirectBuffer;

/** Writes the frames of answers, to the request that is handled or to one of earlier. Engine thread only; allocates nothing. */
final class AnswerWriter {
    private static final int NOBODY = 0;
    private static final Quota[] QUOTAS = Quota.values();
    private static final Outcome.Limit[] LIMITS = Outcome.Limit.values();
    private static final int NS_PER_MS = 1_000_000;

    private final TokenBuckets buckets;
    private final Outcome outcome = new Outcome();
    private MachineContext context;
    private Command command;
    private long sessionId;
    private long correlationId;
    private int method = NOBODY;

    AnswerWriter(TokenBuckets buckets) {
        this.buckets = buckets;
    }

    /** What follows answers the request that is handled. */
    AnswerWriter toRequest(MachineContext newContext, Command itsCommand) {
        context = newContext;
        command = itsCommand;
        method = NOBODY;
        return this;
    }

    /** What follows answers a call of earlier. */
    AnswerWriter toCall(MachineContext newContext, Command itsCommand, RunningCalls call) {
        context = newContext;
        command = itsCommand;
        sessionId = call.sessionId();
        correlationId = call.correlationId();
        method = call.method();
        return this;
    }

    /** Sends an account alone, the last frame of the answer unless it is a START. */
    Outcome account(AnswerEvent event) {
        FrameFlyweight frame = event == AnswerEvent.START
                ? addressed(context.part(Outcome.LENGTH))
                : addressed(context.respond(Outcome.LENGTH));
        return begin(frame, event);
    }

    /** Sends an account and all the answer says. */
    Outcome whole() {
        int length = command.length(Section.CONTENT);
        FrameFlyweight frame = addressed(context.respond(Outcome.LENGTH + length));
        frame.buffer()
                .putBytes(
                        frame.payloadOffset() + Outcome.LENGTH,
                        command.buffer(),
                        command.offset(Section.CONTENT),
                        length);
        return begin(frame, AnswerEvent.WHOLE);
    }

    /** Sends an account and kept bytes. */
    Outcome kept(DirectBuffer bytes, int offset, int length, int echoLength) {
        FrameFlyweight frame = addressed(context.respond(Outcome.LENGTH + length));
        frame.buffer().putBytes(frame.payloadOffset() + Outcome.LENGTH, bytes, offset, length);
        return begin(frame, AnswerEvent.KEPT).echoLength(echoLength);
    }

    /** Sends a step of a stream. */
    void step(Steps steps, int flags, long dueNs) {
        FrameFlyweight frame = addressed(context.part(steps.length()));
        steps.copyTo(frame.buffer(), frame.payloadOffset(), flags, dueNs);
    }

    private Outcome begin(FrameFlyweight frame, AnswerEvent event) {
        outcome.begin(frame.buffer(), frame.payloadOffset(), frame.payloadLength(), event)
                .contentSeed(command.contentSeed())
                .promptTokens(command.promptTokens(), 0)
                .createdNs(context.timeNs());
        for (Quota quota : QUOTAS) {
            long limit = buckets.limit(quota);
            if (limit != TokenBuckets.UNLIMITED) {
                long left = buckets.remaining(command.key(), quota, context.timeNs());
                long resetNs = buckets.resetNs(command.key(), quota, context.timeNs());
                outcome.limit(LIMITS[quota.ordinal()], (int) limit, (int) left, ms(resetNs));
            }
        }
        return outcome;
    }

    private FrameFlyweight addressed(FrameFlyweight frame) {
        return method == NOBODY
                ? frame
                : frame.sessionId(sessionId).correlationId(correlationId).method(method);
    }

    /** Rounded up: who comes back then is not too early. */
    private static int ms(long ns) {
        return (int) Math.min(Integer.MAX_VALUE, (ns + NS_PER_MS - 1) / NS_PER_MS);
    }
}
