package io.reprise.perf.load.wire;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.agrona.AsciiEncoding;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * HTTP/1.1 over one connection that is kept: POST with a JSON body, answers in the order of requests. With a window of
 * more than one, requests are pipelined.
 */
final class HttpExchange {
    private static final int OK = 200;
    private static final int LENGTH_DIGITS = 10; // of an int; blanks before a field's value are legal (RFC 9110, 5.5)
    private static final int STRIDE = 3; // index, intended ns, sent ns

    private final RunContext run;
    private final Outbound outbound;
    private final byte[] head;
    private final int lengthEnd;
    private final HttpAnswer answer = new HttpAnswer();
    private final long[] queue;
    private final int mask;
    private long queueHead;
    private long queueTail;

    HttpExchange(RunContext run, Outbound outbound) {
        this.run = run;
        this.outbound = outbound;
        String beforeLength = headBeforeLength(run.target());
        head = (beforeLength + " ".repeat(LENGTH_DIGITS) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        lengthEnd = head.length - "\r\n\r\n".length();
        int slots = BitUtil.findNextPositivePowerOfTwo(run.pipeline());
        queue = new long[slots * STRIDE];
        mask = slots - 1;
    }

    int outstanding() {
        return (int) (queueTail - queueHead);
    }

    /** Bytes of request {@code index} on the wire. */
    int requestLength(long index) {
        return head.length + run.workload().length(index);
    }

    void send(long index, long intendedNs, long nowNs) {
        int length = requestLength(index);
        int offset = outbound.claim(length);
        MutableDirectBuffer buffer = outbound.buffer();
        int bodyLength = length - head.length;
        buffer.putBytes(offset, head);
        buffer.putNaturalIntAscii(offset + lengthEnd - AsciiEncoding.digitCount(bodyLength), bodyLength);
        run.workload().write(index, buffer, offset + head.length);
        int entry = entry(queueTail++);
        queue[entry] = index;
        queue[entry + 1] = intendedNs;
        queue[entry + 2] =
                length < Connection.LARGE_LENGTH ? nowNs : run.clock().nanoTime();
    }

    /** Reads the answers in {@code [0, limit)}. @return how many bytes were understood; the rest comes again with more */
    int receive(UnsafeBuffer buffer, int limit, long nowNs) {
        int offset = 0;
        while (offset < limit && answer.read(buffer, offset, limit)) {
            if (outstanding() == 0) {
                throw new ProtocolFaultException(
                        "the server sent an answer with status " + answer.status() + " to nothing that was asked");
            }
            onAnswer(buffer, offset + answer.bodyOffset(), nowNs);
            offset += answer.length();
            answer.next();
        }
        return offset;
    }

    private void onAnswer(UnsafeBuffer buffer, int bodyOffset, long nowNs) {
        int entry = entry(queueHead++);
        long index = queue[entry];
        long intendedNs = queue[entry + 1];
        long sentNs = queue[entry + 2];
        int status = answer.status();
        int bodyLength = answer.bodyLength();
        if (status != OK) {
            run.recording().failed(status, intendedNs, nowNs);
            run.workload().onFailure(index);
            complain(index, "200, it is " + status, buffer, bodyOffset);
        } else if (run.workload().isRight(index, buffer, bodyOffset, bodyLength)) {
            run.recording().right(intendedNs, sentNs, nowNs);
        } else {
            run.recording().wrong(intendedNs, sentNs, nowNs);
            complain(index, run.workload().rightAnswer(), buffer, bodyOffset);
        }
        run.tap().onAnswer(index, index, status, buffer, bodyOffset, bodyLength);
    }

    private void complain(long index, String wanted, UnsafeBuffer buffer, int bodyOffset) {
        if (!run.recording().hasFault()) {
            byte[] start = new byte[Math.min(answer.bodyLength(), 200)];
            buffer.getBytes(bodyOffset, start);
            run.recording()
                    .fault("the answer to request " + index + " is not " + wanted + ": "
                            + new String(start, StandardCharsets.UTF_8));
        }
    }

    private int entry(long position) {
        return (int) (position & mask) * STRIDE;
    }

    private static String headBeforeLength(Target target) {
        String key = target.apiKey();
        return "POST " + target.path() + " HTTP/1.1\r\nHost: " + target.authority() + "\r\n"
                + (key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n")
                + target.headers().stream().map(header -> header + "\r\n").collect(Collectors.joining())
                + "Content-Type: application/json\r\nContent-Length: ";
    }
}
