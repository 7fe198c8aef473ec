package io.reprise.llm.api;

import io.reprise.llm.ask.Ask;
import io.reprise.llm.frame.Action;
import org.agrona.collections.LongArrayList;

/**
 * What a provider reads from a request: a parameter object, hence public fields. One thread; reused from request to request by
 * {@link #clear()}.
 */
public final class Reading {
    /** {@link #priority} of a request that says nothing of it. */
    public static final int NO_PRIORITY = -1;

    /** What an answer has to be; for {@link Action#GENERATE} only. */
    public final Ask ask = new Ask();

    /** Hashes of the prompt's blocks, first block first, for the cache of prefixes. */
    public final LongArrayList prefix = new LongArrayList();

    public Action action;

    /** Not null: the request is refused, and nothing else here counts. */
    public Problem problem;

    public String model;

    /** Name of the session the request belongs to; empty: nobody's. */
    public String session;

    /** Hash of what the conversation began with. */
    public long conversation;

    /** User messages of the conversation. */
    public int turn;

    /** All messages of the conversation. */
    public int messages;

    /** Whether the last message is a user's. */
    public boolean beginsTurn;

    public int promptTokens;

    /** The answer comes in parts. */
    public boolean stream;

    /** The answer is kept. */
    public boolean store;

    /** What the answer goes on from, or what is fetched or dropped: the {@code contentSeed} of a kept answer; 0 = nothing. */
    public long kept;

    /** What the edge wants to see again with a kept answer: UTF-8 JSON. */
    public String echo;

    /** From the tier the request names; {@link #NO_PRIORITY} when it names none. */
    public int priority;

    /** Whether the body has a seed. */
    public boolean hasSeed;

    public long seed;

    /** The last message is the assistant's, to be gone on with. */
    public boolean prefill;

    public Reading() {
        clear();
    }

    public Reading clear() {
        ask.clear();
        prefix.clear();
        action = Action.GENERATE;
        problem = null;
        model = "";
        session = "";
        conversation = 0;
        turn = 0;
        messages = 0;
        beginsTurn = false;
        promptTokens = 0;
        stream = false;
        store = false;
        kept = 0;
        echo = "";
        priority = NO_PRIORITY;
        hasSeed = false;
        seed = 0;
        prefill = false;
        return this;
    }

    /** Refuses. */
    public void refuse(Problem why) {
        problem = why;
        action = Action.REFUSE;
    }
}
