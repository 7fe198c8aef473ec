package io.reprise.ingress.http;

import io.netty.buffer.ByteBuf;
import io.reprise.ingress.codec.Call;
import io.reprise.ingress.codec.HttpError;
import io.reprise.ingress.connection.Ending;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * The answers of one HTTP connection. They leave in the order of the requests, whatever order they come in: a machine
 * may answer a later request first. Event loop only.
 */
final class HttpAnswers {
    private final RequestWriter writer;
    private final IntFunction<ByteBuf> out;
    private final LongSupplier sessionId;
    private final Consumer<Ending> onEnding;
    private final HttpResponses responses;
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private String givenId = RequestId.NONE;
    private boolean takesChunks = true;
    private long number = 1;

    /**
     * @param sessionId of the connection
     * @param out gives room for so many bytes at the end of what is to be sent
     * @param onEnding an answer ends the connection when what was written is out
     */
    HttpAnswers(RequestWriter writer, LongSupplier sessionId, IntFunction<ByteBuf> out, Consumer<Ending> onEnding) {
        this.writer = writer;
        this.sessionId = sessionId;
        this.responses = new HttpResponses(sessionId);
        this.out = out;
        this.onEnding = onEnding;
    }

    int count() {
        return waiting.size();
    }

    /**
     * The next request has begun.
     *
     * @param given what the client calls it, or {@link RequestId#NONE}
     * @param chunks whether the client knows chunked bodies: HTTP/1.1
     */
    void begin(String given, boolean chunks) {
        givenId = given;
        takesChunks = chunks;
    }

    /** Of the next request, for the body of an error. */
    String requestId() {
        return requestId(givenId, number);
    }

    String requestId(String given, long ofNumber) {
        return RequestId.text(given, sessionId.getAsLong(), ofNumber);
    }

    /** The kernel will answer this request. */
    void expect(long id, Call call, boolean withBody, Persistence persistence) {
        waiting.add(new Exchange(this, id, call, withBody, persistence, givenId, number));
        call.onAdmitted();
        end();
    }

    /** The edge answers this request. */
    void add(HttpPage page, boolean withBody, Persistence persistence) {
        Exchange exchange = new Exchange(this, 0, null, withBody, persistence, givenId, number);
        waiting.add(exchange);
        end();
        exchange.page(page);
        writeReady();
    }

    /** The edge answers this request as its API does. */
    void add(Call call, HttpError error, boolean withBody, Persistence persistence) {
        Exchange exchange = new Exchange(this, 0, call, withBody, persistence, givenId, number);
        waiting.add(exchange);
        end();
        call.onError(error, exchange);
        writeReady();
    }

    /** 100 Continue, after all that came before. */
    void addContinue() {
        Exchange exchange = new Exchange(this, 0, null, false, null, givenId, number);
        waiting.add(exchange);
        exchange.continues();
        writeReady();
    }

    /**
     * An answer of the kernel, or a part of one.
     *
     * @return whether its request has all of its answer now
     */
    boolean onAnswer(FrameFlyweight answer) {
        Exchange exchange = find(answer.correlationId());
        if (exchange == null) {
            writer.counters().orphanAnswers++;
            return false;
        }
        exchange.sequence(answer.sequence());
        if (answer.kind() == FrameKind.ERROR) {
            exchange.call().onError(error(answer, exchange), exchange);
        } else {
            exchange.call().onAnswer(answer, exchange);
        }
        boolean done = exchange.isDone();
        if (done) {
            exchange.call().onClosed();
        }
        writeReady();
        return done;
    }

    /** Forgets all; tells of those requests whose answers the machine has not ended. */
    void clear(Consumer<Exchange> onUnfinished) {
        for (Exchange exchange : waiting) {
            ByteBuf kept = exchange.takeKept();
            if (kept != null) {
                kept.release();
            }
            if (!exchange.isDone() && exchange.call() != null) {
                exchange.call().onClosed();
                onUnfinished.accept(exchange);
            }
        }
        waiting.clear();
    }

    HttpResponses responses() {
        return responses;
    }

    boolean takesChunks() {
        return takesChunks;
    }

    boolean isFirst(Exchange exchange) {
        return waiting.peek() == exchange;
    }

    ByteBuf out(int length) {
        return out.apply(length);
    }

    private static HttpError error(FrameFlyweight answer, Exchange exchange) {
        return new HttpError(
                Status.of(answer.status()), ErrorPayload.text(answer), exchange.requestId(), answer.sequence());
    }

    private void end() {
        givenId = RequestId.NONE;
        number++;
    }

    private Exchange find(long id) {
        Exchange first = waiting.peek();
        if (first != null && first.id() == id && first.call() != null) {
            return first.isDone() ? null : first;
        }
        for (Exchange exchange : waiting) {
            if (exchange.call() != null && exchange.id() == id) {
                return exchange.isDone() ? null : exchange;
            }
        }
        return null;
    }

    /** Takes what is whole off the front; what the next one has said meanwhile may leave then. */
    private void writeReady() {
        while (!waiting.isEmpty() && waiting.peek().isDone()) {
            Exchange done = waiting.poll();
            if (done.ending() != null) {
                onEnding.accept(done.ending());
                return;
            }
            Exchange next = waiting.peek();
            ByteBuf kept = next == null ? null : next.takeKept();
            if (kept != null) {
                out.apply(kept.readableBytes()).writeBytes(kept);
                kept.release();
            }
        }
    }
}
