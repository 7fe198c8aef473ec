package io.reprise.llm.machine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.kernel.time.TimerQueue;
import io.reprise.llm.cache.PromptCache;
import io.reprise.llm.frame.AnswerEvent;
import io.reprise.llm.frame.Command;
import io.reprise.llm.frame.Command.Section;
import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Failure;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.latency.LatencyDraw;
import io.reprise.llm.rate.Admission;
import io.reprise.llm.rate.TokenBuckets;
import io.reprise.llm.slots.ModelSlots;
import io.reprise.llm.slots.ModelTable;

/**
 * How an answer comes about: admitted by its key's limits, in a place of its model or in line for one, its first token and the
 * next ones each at their time, and its end. Engine thread only; allocates nothing after construction.
 *
 * <pre>
 *   request ──► limits, fault ──► place ──► first token ──► tokens ──► end
 *                     │             │ none free
 *                     ▼             ▼
 *                  failure       in line, by priority
 * </pre>
 */
final class Generation {
    /** Events of a whole answer whose times are drawn under one load; a stream looks at the load at every event. */
    private static final int EVENTS_AT_ONCE = 32;

    /** More blocks of a prompt are not looked at. */
    private static final int PREFIX_BLOCKS = 4096;

    private static final long TIME_SALT = 0x54494D45L; // times and faults draw other numbers than the content

    private final RunningCalls calls;
    private final ModelTable models;
    private final ModelSlots slots;
    private final TokenBuckets buckets;
    private final PromptCache cache;
    private final KeptAnswers kept;
    private final SessionTable sessions;
    private final FaultPlan plan;
    private final AnswerWriter answers;
    private final LatencyDraw draw = new LatencyDraw();
    private final XorShift64Star random = new XorShift64Star(0);
    private final Steps steps = new Steps();
    private final Command command = new Command();
    private final long[] prefix = new long[PREFIX_BLOCKS];
    private final long timeScale;
    private int lookups;

    Generation(MachineSetup setup, SessionTable sessions, KeptAnswers kept, FaultPlan plan, TokenBuckets buckets) {
        this.sessions = sessions;
        this.kept = kept;
        this.plan = plan;
        this.buckets = buckets;
        answers = new AnswerWriter(buckets);
        calls = new RunningCalls(setup);
        models = new ModelTable(setup);
        slots = new ModelSlots(setup, models.maxModels());
        cache = new PromptCache(setup);
        timeScale = setup.limit("time-scale", 0, 0, 1_000_000);
    }

    /** A request for an answer. */
    void begin(FrameFlyweight request, Command asked, MachineContext context) {
        lookups = 1;
        long nowNs = context.timeNs();
        plan.plan(asked, nowNs);
        answers.toRequest(context, asked);
        int promptTokens = asked.promptTokens();
        if (asked.previous() != 0) {
            lookups++;
            int before = kept.find(asked.previous());
            if (before == KeptAnswers.NONE) {
                fail(Failure.PREVIOUS_NOT_FOUND, Outcome.NOT_SAID, promptTokens);
                return;
            }
            promptTokens += kept.contextTokens(before);
        }
        if (!sessions.hasRoomFor(asked.session(), nowNs)) {
            fail(Failure.EXHAUSTED, Outcome.NOT_SAID, promptTokens);
            return;
        }
        if (plan.resets()) {
            answers.account(AnswerEvent.RESET).fault(plan.code(), plan.attempt());
            return;
        }
        if (plan.failure() != null) {
            fail(plan.failure(), plan.retryAfterMs(), promptTokens);
            return;
        }
        int model = models.indexOf(asked.model());
        int cached = model == ModelTable.NONE ? 0 : cachedTokens(asked, model);
        lookups += 2;
        Admission admission = buckets.admit(asked.key(), nowNs, promptTokens - cached, 0);
        if (admission != Admission.ADMITTED) {
            fail(failure(admission), retryAfterMs(), promptTokens);
            return;
        }
        if (isInstant(asked)) {
            tellAtOnce(asked, context, promptTokens, cached);
        } else {
            run(request, asked, context, model, promptTokens, cached);
        }
    }

    private boolean isInstant(Command asked) {
        return asked.length(Section.PROFILE) == 0 && plan.silentNs() == 0 && plan.lateNs() == 0;
    }

    private void tellAtOnce(Command asked, MachineContext context, int promptTokens, int cached) {
        long nowNs = context.timeNs();
        int tokens = asked.contentTokens();
        boolean cut = plan.tokens() != FaultPlan.ALL;
        if (asked.has(Command.FLAG_STREAM)) {
            fill(answers.account(AnswerEvent.START), promptTokens, cached, 0, 0);
            steps.begin(asked.buffer(), asked.offset(Section.CONTENT), asked.length(Section.CONTENT));
            int told = 0;
            int thinking = 0;
            for (int step = 0; told < plan.tokens() && steps.next(1); step++) {
                answers.step(steps, step == plan.brokenStep() ? Delta.FLAG_BROKEN : 0, nowNs);
                told += steps.tokens();
                thinking += steps.isThinking() ? steps.tokens() : 0;
            }
            fill(answers.account(cut ? AnswerEvent.CUT : AnswerEvent.END), promptTokens, cached, told, thinking);
        } else if (cut) {
            fill(answers.account(AnswerEvent.CUT), promptTokens, cached, 0, 0);
        } else {
            fill(answers.whole(), promptTokens, cached, tokens, thinking(asked));
        }
        if (!cut) {
            record(asked, promptTokens, nowNs);
        }
    }

    private int thinking(Command asked) {
        steps.begin(asked.buffer(), asked.offset(Section.CONTENT), asked.length(Section.CONTENT));
        return steps.thinkingTokens();
    }

    /** The answer comes in time. */
    private void run(
            FrameFlyweight request, Command asked, MachineContext context, int model, int promptTokens, int cached) {
        long nowNs = context.timeNs();
        int call = calls.add(
                request.sessionId(),
                request.correlationId(),
                request.method(),
                request.buffer(),
                request.payloadOffset(),
                request.payloadLength(),
                nowNs);
        if (call == RunningCalls.NONE) {
            fail(Failure.EXHAUSTED, Outcome.NOT_SAID, promptTokens);
            return;
        }
        calls.promptTokens(promptTokens, cached);
        calls.fault(plan.code(), plan.attempt());
        calls.lookups(lookups);
        random.seed(Seeds.combine(asked.contentSeed() ^ TIME_SALT, plan.attempt()));
        calls.save(random);
        if (asked.length(Section.PROFILE) == 0 || model == ModelTable.NONE) {
            calls.model(RunningCalls.NONE);
            start(call, context);
            return;
        }
        calls.model(model);
        draw.wrap(asked.buffer(), asked.offset(Section.PROFILE));
        slots.slots(model, draw.slots());
        if (slots.tryAcquire(model)) {
            start(call, context);
        } else if (slots.enqueue(model, request.priority(), call, request.sequence())) {
            calls.state(RunningCalls.State.WAITING);
        } else {
            calls.remove(call);
            fail(Failure.UNAVAILABLE, Outcome.NOT_SAID, promptTokens);
        }
    }

    /** The call has its place, if it needs one. */
    private void start(int call, MachineContext context) {
        calls.at(call).command(command);
        long nowNs = context.timeNs();
        calls.startedNs(nowNs);
        calls.state(RunningCalls.State.STARTING);
        plan.recall(command, calls.attempt(), calls.createdNs());
        long delayNs = 0;
        calls.nextTokens(1);
        if (command.length(Section.PROFILE) > 0) {
            calls.restore(random);
            draw.wrap(command.buffer(), command.offset(Section.PROFILE));
            delayNs = scaled(draw.ttftNs(random, calls.promptTokens(), calls.cachedTokens()));
            calls.save(random);
        }
        if (plan.lateNs() > 0) {
            if (command.has(Command.FLAG_STREAM)) {
                fillFromCall(answers.toCall(context, command, calls).account(AnswerEvent.START), nowNs);
                calls.state(RunningCalls.State.TELLING);
            }
            delayNs = plan.lateNs();
        } else if (plan.tokens() == 0) {
            calls.state(RunningCalls.State.SILENT);
            delayNs = plan.silentNs();
        }
        schedule(call, nowNs, delayNs, context);
    }

    /** A call's time has come. */
    void onTimer(int call, long timerId, MachineContext context) {
        calls.at(call);
        if (calls.timerId() != timerId) {
            throw new IllegalStateException(
                    "call " + call + " waits for timer " + calls.timerId() + ", not " + timerId);
        }
        calls.command(command);
        answers.toCall(context, command, calls);
        plan.recall(command, calls.attempt(), calls.createdNs());
        if (calls.state() == RunningCalls.State.SILENT) {
            answers.account(AnswerEvent.CUT);
            end(call, context);
        } else if (command.has(Command.FLAG_STREAM)) {
            tell(call, context);
        } else {
            reckon(call, context);
        }
    }

    /** The next step of a stream is due, and those that come with it. */
    private void tell(int call, MachineContext context) {
        long nowNs = context.timeNs();
        if (calls.state() == RunningCalls.State.STARTING) {
            fillFromCall(answers.account(AnswerEvent.START), nowNs);
            calls.state(RunningCalls.State.TELLING);
        }
        calls.restore(steps, command.buffer(), command.offset(Section.CONTENT), command.length(Section.CONTENT));
        long gapNs;
        do {
            if (calls.toldTokens() >= plan.tokens() || !steps.hasNext()) {
                endOfStream(call, context);
                return;
            }
            steps.next(calls.nextTokens());
            answers.step(steps, calls.steps() == plan.brokenStep() ? Delta.FLAG_BROKEN : 0, calls.dueNs());
            calls.steps(calls.steps() + 1);
            calls.told(
                    calls.toldTokens() + steps.tokens(),
                    calls.thinkingTokens() + (steps.isThinking() ? steps.tokens() : 0));
            gapNs = steps.hasNext() ? gapNs() : 0; // the end comes with the last step
        } while (gapNs == 0);
        calls.save(steps);
        schedule(call, calls.dueNs(), gapNs, context); // from when it was due: being late once makes nothing later
    }

    private void endOfStream(int call, MachineContext context) {
        if (calls.toldTokens() < plan.tokens()) {
            Outcome outcome = answers.account(AnswerEvent.END);
            fillFromCall(outcome, context.timeNs());
            outcome.flags(plan.isWithoutLastWord() ? Outcome.FLAG_NO_LAST_WORD : 0);
            record(command, calls.promptTokens(), context.timeNs());
            end(call, context);
        } else if (plan.silentNs() > 0) {
            calls.state(RunningCalls.State.SILENT);
            schedule(call, context.timeNs(), plan.silentNs(), context);
        } else {
            answers.account(AnswerEvent.CUT);
            end(call, context);
        }
    }

    /** Some of the tokens of a whole answer have come. */
    private void reckon(int call, MachineContext context) {
        calls.told(calls.toldTokens() + calls.nextTokens(), 0);
        long gapNs = 0;
        while (gapNs == 0 && calls.toldTokens() < command.contentTokens()) {
            gapNs = gapsNs();
            if (gapNs == 0) {
                calls.told(calls.toldTokens() + calls.nextTokens(), 0);
            }
        }
        if (gapNs > 0) {
            schedule(call, calls.dueNs(), gapNs, context);
            return;
        }
        if (plan.tokens() == FaultPlan.ALL) {
            calls.told(command.contentTokens(), thinking(command));
            fillFromCall(answers.whole(), context.timeNs());
            record(command, calls.promptTokens(), context.timeNs());
        } else {
            answers.account(AnswerEvent.CUT);
        }
        end(call, context);
    }

    /** The client has gone: nobody waits for the answer. */
    void cancel(long sessionId, long correlationId, MachineContext context) {
        int call = calls.find(sessionId, correlationId);
        if (call == RunningCalls.NONE) {
            return;
        }
        if (calls.state() == RunningCalls.State.WAITING) {
            slots.remove(call);
            calls.remove(call);
        } else {
            context.cancel(calls.timerId());
            end(call, context);
        }
    }

    /** The call is over; who waits for its place gets it. */
    private void end(int call, MachineContext context) {
        int model = calls.at(call).model();
        calls.remove(call);
        if (model != RunningCalls.NONE) {
            long next = slots.release(model);
            while (next != ModelSlots.NO_STREAM) {
                start((int) next, context);
                next = slots.next(model);
            }
        }
    }

    private long gapNs() {
        if (command.length(Section.PROFILE) == 0) {
            calls.nextTokens(1);
            return 0;
        }
        calls.restore(random);
        draw.wrap(command.buffer(), command.offset(Section.PROFILE));
        int left = Math.max(1, command.contentTokens() - calls.toldTokens());
        long gapNs = scaled(draw.gapNs(random, busy(), left));
        calls.nextTokens(draw.tokens());
        calls.save(random);
        return gapNs;
    }

    private long gapsNs() {
        int left = command.contentTokens() - calls.toldTokens();
        if (command.length(Section.PROFILE) == 0) {
            calls.nextTokens(left);
            return 0;
        }
        calls.restore(random);
        draw.wrap(command.buffer(), command.offset(Section.PROFILE));
        long gapNs = scaled(draw.gapsNs(random, busy(), left, EVENTS_AT_ONCE));
        calls.nextTokens(draw.tokens());
        calls.save(random);
        return gapNs;
    }

    private int busy() {
        return calls.model() == RunningCalls.NONE ? 0 : slots.busy(calls.model());
    }

    private void schedule(int call, long fromNs, long delayNs, MachineContext context) {
        long dueNs = Math.max(context.timeNs(), fromNs + delayNs);
        long timerId = context.schedule(dueNs, call);
        if (timerId == TimerQueue.NO_TIMER) {
            calls.command(command);
            answers.toCall(context, command, calls).account(AnswerEvent.CUT);
            end(call, context);
            return;
        }
        calls.at(call).timer(timerId, dueNs);
    }

    private int cachedTokens(Command asked, int model) {
        int count = Math.min(asked.length(Section.PREFIX) / Long.BYTES, prefix.length);
        if (count == 0) {
            return 0;
        }
        int offset = asked.offset(Section.PREFIX);
        for (int i = 0; i < count; i++) {
            prefix[i] = asked.buffer().getLong(offset + i * Long.BYTES, LITTLE_ENDIAN);
        }
        return Math.min(asked.promptTokens(), cache.cachedTokens(model, prefix, count, asked.prefixTokens()));
    }

    private void record(Command asked, int promptTokens, long nowNs) {
        if (asked.has(Command.FLAG_STORE)) {
            kept.keep(asked, promptTokens, asked.contentTokens(), nowNs);
        }
        buckets.takeOutput(asked.key(), nowNs, asked.contentTokens());
        sessions.record(asked, promptTokens, nowNs);
    }

    private void fail(Failure failure, int retryAfterMs, int promptTokens) {
        Outcome outcome = answers.account(AnswerEvent.FAILURE);
        fill(outcome, promptTokens, 0, 0, 0);
        outcome.failure(failure, retryAfterMs).failureStatus(plan.status());
    }

    private void fill(Outcome outcome, int promptTokens, int cached, int told, int thinking) {
        outcome.promptTokens(promptTokens, cached)
                .completionTokens(told, thinking)
                .fault(plan.code(), plan.attempt())
                .flags(plan.isWithoutLastWord() ? Outcome.FLAG_NO_LAST_WORD : 0)
                .work(0, lookups);
    }

    private void fillFromCall(Outcome outcome, long nowNs) {
        outcome.promptTokens(calls.promptTokens(), calls.cachedTokens())
                .completionTokens(calls.toldTokens(), calls.thinkingTokens())
                .fault(calls.fault(), calls.attempt())
                .times(calls.startedNs() - calls.createdNs(), nowNs - calls.startedNs(), nowNs - calls.createdNs())
                .createdNs(calls.createdNs())
                .work(calls.randomOperations(), calls.lookups());
    }

    private int retryAfterMs() {
        long ns = buckets.retryAfterNs();
        return ns == TokenBuckets.NEVER ? Outcome.NOT_SAID : (int) Math.min(Integer.MAX_VALUE, ns / 1_000_000 + 1);
    }

    private static Failure failure(Admission admission) {
        return switch (admission) {
            case LACKS_REQUESTS -> Failure.RATE_REQUESTS;
            case LACKS_INPUT_TOKENS, LACKS_OUTPUT_TOKENS -> Failure.RATE_TOKENS;
            case ADMITTED, TOO_MANY_KEYS -> Failure.EXHAUSTED;
        };
    }

    private long scaled(long ns) {
        return timeScale == 0 ? ns : ns / timeScale;
    }
}
