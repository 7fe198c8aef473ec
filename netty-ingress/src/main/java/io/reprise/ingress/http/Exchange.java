package io.reprise.ingress.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.reprise.ingress.codec.Call;
import io.reprise.ingress.codec.Reply;
import io.reprise.ingress.connection.Ending;

/**
 * A request and its answer. What is said before the answers to earlier requests are whole waits here. Event loop only.
 */
final class Exchange implements Reply {
    private static final int FIRST_CAPACITY = 512;

    private enum State {
        NEW,
        HEAD,
        BODY,
        DONE
    }

    private final HttpAnswers answers;
    private final long id;
    private final Call call;
    private final boolean withBody;
    private final Persistence persistence;
    private final String givenId;
    private final long number;
    private State state = State.NEW;
    private Ending ending;
    private ByteBuf kept;
    private boolean chunked;
    private long sequence;

    /**
     * @param id of the request in its connection
     * @param call null when the edge itself answers
     * @param persistence null for 100 Continue, which is no whole answer
     */
    Exchange(
            HttpAnswers answers,
            long id,
            Call call,
            boolean withBody,
            Persistence persistence,
            String givenId,
            long number) {
        this.answers = answers;
        this.id = id;
        this.call = call;
        this.withBody = withBody;
        this.persistence = persistence;
        this.givenId = givenId;
        this.number = number;
    }

    long id() {
        return id;
    }

    Call call() {
        return call;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    /** How its answer ends the connection; null when it does not. */
    Ending ending() {
        return ending;
    }

    void sequence(long ofRequest) {
        sequence = ofRequest;
    }

    /** 100 Continue, which needs no more. */
    void continues() {
        answers.responses().writeContinue(out(HttpResponses.MAX_HEAD_LENGTH));
        state = State.DONE;
    }

    /** An answer of the edge's own. */
    void page(HttpPage page) {
        answers.responses().write(out(HttpResponses.MAX_HEAD_LENGTH), page, givenId, number, withBody, persistence);
        state = State.DONE;
    }

    /** What was said so far and is not sent; the taker releases it. Null when there is nothing. */
    ByteBuf takeKept() {
        ByteBuf taken = kept;
        kept = null;
        return taken;
    }

    @Override
    public Reply start(int httpStatus, String contentType) {
        require(State.NEW);
        answers.responses()
                .startHead(out(HttpResponses.MAX_HEAD_LENGTH), httpStatus, contentType, givenId, number, sequence);
        state = State.HEAD;
        return this;
    }

    @Override
    public Reply header(String name, CharSequence value) {
        require(State.HEAD);
        HttpResponses.writeHeader(out(name.length() + value.length() + 4), name, value);
        return this;
    }

    @Override
    public Reply header(String name, long value) {
        require(State.HEAD);
        HttpResponses.writeHeader(out(name.length() + 24), name, value);
        return this;
    }

    @Override
    public void whole(byte[] body, int length) {
        require(State.HEAD);
        ByteBuf out = out(HttpResponses.MAX_HEAD_LENGTH + length);
        answers.responses().endHead(out, length, persistence);
        if (withBody) {
            out.writeBytes(body, 0, length);
        }
        state = State.DONE;
    }

    @Override
    public void stream() {
        require(State.HEAD);
        chunked = withBody && answers.takesChunks();
        answers.responses().endHeadOfStream(out(HttpResponses.MAX_HEAD_LENGTH), chunked, persistence);
        state = State.BODY;
    }

    @Override
    public void part(byte[] bytes, int length) {
        require(State.BODY);
        if (!withBody || length == 0) {
            return;
        }
        ByteBuf out = out(length + HttpResponses.CHUNK_FRAME_LENGTH);
        if (chunked) {
            HttpResponses.writeChunk(out, bytes, length);
        } else {
            out.writeBytes(bytes, 0, length);
        }
    }

    @Override
    public void end() {
        require(State.BODY);
        if (chunked) {
            HttpResponses.writeLastChunk(out(HttpResponses.CHUNK_FRAME_LENGTH));
        } else if (withBody) {
            ending = Ending.CUT; // the end of the connection is the end of the body
        }
        state = State.DONE;
    }

    @Override
    public void cut() {
        ending = Ending.CUT;
        state = State.DONE;
    }

    @Override
    public void reset() {
        ending = Ending.RESET;
        state = State.DONE;
    }

    @Override
    public boolean isStarted() {
        return state != State.NEW;
    }

    @Override
    public String requestId() {
        return answers.requestId(givenId, number);
    }

    private ByteBuf out(int length) {
        if (answers.isFirst(this)) {
            return answers.out(length);
        }
        if (kept == null) {
            kept = ByteBufAllocator.DEFAULT.directBuffer(Math.max(FIRST_CAPACITY, length));
        }
        return kept.ensureWritable(length);
    }

    private void require(State wanted) {
        if (state != wanted) {
            throw new IllegalStateException("an answer that is " + state + " cannot go on as one that is " + wanted);
        }
    }
}
