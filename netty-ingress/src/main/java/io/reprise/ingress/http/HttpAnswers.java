package io.reprise.ingress.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.reprise.ingress.codec.HttpError;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.util.ArrayDeque;
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
    private final HttpResponses responses;
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private String givenId = RequestId.NONE;
    private long number = 1;

    /** A request without its answer, or with one that waits for those before it. */
    private static final class Exchange {
        private final long id;
        private final HttpRoutes.Target target;
        private final HttpPage page;
        private final boolean withBody;
        private final Persistence persistence;
        private final String givenId;
        private final long number;
        private ByteBuf body;
        private int status;
        private long sequence;

        Exchange(
                long id,
                HttpRoutes.Target target,
                HttpPage page,
                boolean withBody,
                Persistence persistence,
                String givenId,
                long number) {
            this.id = id;
            this.target = target;
            this.page = page;
            this.withBody = withBody;
            this.persistence = persistence;
            this.givenId = givenId;
            this.number = number;
        }

        boolean isComplete() {
            return page != null || status != 0 || isContinue();
        }

        boolean isContinue() {
            return persistence == null;
        }
    }

    /**
     * @param sessionId of the connection
     * @param out gives room for so many bytes at the end of what is to be sent
     */
    HttpAnswers(RequestWriter writer, LongSupplier sessionId, IntFunction<ByteBuf> out) {
        this.writer = writer;
        this.sessionId = sessionId;
        this.responses = new HttpResponses(sessionId);
        this.out = out;
    }

    int count() {
        return waiting.size();
    }

    /**
     * The next request has begun.
     *
     * @param given what the client calls it, or {@link RequestId#NONE}
     */
    void begin(String given) {
        givenId = given;
    }

    /** Of the next request, for the body of an error. */
    String requestId() {
        return RequestId.text(givenId, sessionId.getAsLong(), number);
    }

    /** The kernel will answer this request. */
    void expect(long id, HttpRoutes.Target target, boolean withBody, Persistence persistence) {
        waiting.add(new Exchange(id, target, null, withBody, persistence, givenId, number));
        end();
    }

    /** The edge answers this request. */
    void add(HttpPage page, boolean withBody, Persistence persistence) {
        waiting.add(new Exchange(0, null, page, withBody, persistence, givenId, number));
        end();
        writeReady();
    }

    /** 100 Continue, after all that came before. */
    void addContinue() {
        waiting.add(new Exchange(0, null, null, false, null, givenId, number));
        writeReady();
    }

    /**
     * An answer of the kernel, or a part of one; parts together are one body.
     *
     * @return whether its request has all of its answer now
     */
    boolean onAnswer(FrameFlyweight answer) {
        Exchange exchange = find(answer.correlationId());
        if (exchange == null) {
            writer.counters().orphanAnswers++;
            return false;
        }
        if (exchange == waiting.peek() && exchange.body == null && answer.kind() == FrameKind.RESPONSE) {
            waiting.poll();
            writeWhole(exchange, answer);
            writeReady();
            return true;
        }
        keep(exchange, answer);
        writeReady();
        return exchange.isComplete();
    }

    void clear() {
        for (Exchange exchange : waiting) {
            if (exchange.body != null) {
                exchange.body.release();
            }
        }
        waiting.clear();
    }

    private void end() {
        givenId = RequestId.NONE;
        number++;
    }

    private Exchange find(long id) {
        Exchange first = waiting.peek();
        if (first != null && first.id == id && first.target != null) {
            return first.isComplete() ? null : first;
        }
        for (Exchange exchange : waiting) {
            if (exchange.target != null && exchange.id == id) {
                return exchange.isComplete() ? null : exchange;
            }
        }
        return null;
    }

    private void writeWhole(Exchange exchange, FrameFlyweight answer) {
        int length = answer.payloadLength();
        ByteBuf bytes = out.apply(HttpResponses.MAX_HEAD_LENGTH + length);
        responses.writeJsonHead(
                bytes, 200, answer.sequence(), exchange.givenId, exchange.number, length, exchange.persistence);
        if (exchange.withBody) {
            writer.copyOut(bytes, answer.payloadOffset(), length);
        }
    }

    private void keep(Exchange exchange, FrameFlyweight answer) {
        exchange.sequence = answer.sequence();
        if (answer.kind() == FrameKind.ERROR) {
            Status status = Status.of(answer.status());
            byte[] error = exchange.target
                    .codec()
                    .errorBody(new HttpError(
                            status,
                            ErrorPayload.text(answer),
                            RequestId.text(exchange.givenId, sessionId.getAsLong(), exchange.number),
                            answer.sequence()));
            if (exchange.body != null) {
                exchange.body.release();
            }
            exchange.body = Unpooled.wrappedBuffer(error);
            exchange.status = status.httpStatus();
            return;
        }
        if (exchange.body == null) {
            exchange.body = ByteBufAllocator.DEFAULT.directBuffer(answer.payloadLength());
        }
        writer.copyOut(exchange.body, answer.payloadOffset(), answer.payloadLength());
        if (answer.kind() != FrameKind.PART || (answer.flags() & FrameLayout.FLAG_LAST) != 0) {
            exchange.status = 200;
        }
    }

    private void writeReady() {
        while (!waiting.isEmpty() && waiting.peek().isComplete()) {
            Exchange exchange = waiting.poll();
            if (exchange.isContinue()) {
                responses.writeContinue(out.apply(HttpResponses.MAX_HEAD_LENGTH));
            } else if (exchange.page != null) {
                responses.write(
                        out.apply(0),
                        exchange.page,
                        exchange.givenId,
                        exchange.number,
                        exchange.withBody,
                        exchange.persistence);
            } else {
                writeKept(exchange);
            }
        }
    }

    private void writeKept(Exchange exchange) {
        int length = exchange.body.readableBytes();
        ByteBuf bytes = out.apply(HttpResponses.MAX_HEAD_LENGTH + length);
        responses.writeJsonHead(
                bytes,
                exchange.status,
                exchange.sequence,
                exchange.givenId,
                exchange.number,
                length,
                exchange.persistence);
        if (exchange.withBody) {
            bytes.writeBytes(exchange.body);
        }
        exchange.body.release();
    }
}
