package io.reprise.perf.load.wire;

import io.netty.channel.EventLoop;
import io.reprise.ingress.client.AnswerHandler;
import io.reprise.ingress.client.ClientConfig;
import io.reprise.ingress.client.ClientConnection;
import io.reprise.ingress.client.ClientCounters;
import io.reprise.ingress.client.ClientTimeouts;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;

/** The frame protocol, spoken by the Java client. */
final class BinaryConnection implements Connection, AnswerHandler {
    private static final int STRIDE = 4; // by slot: index, intended ns, sent ns, and one to fill half a cache line
    private static final int INTENDED_NS = 1;
    private static final int SENT_NS = 2;
    private static final int KEPT_BYTES = 64 << 20;

    private final RunContext run;
    private final ClientConnection connection;
    private final long[] asked;
    private String loss = "";
    private String outage = "";

    BinaryConnection(RunContext run, EventLoop loop, int timeoutMs) {
        this.run = run;
        ClientConfig config = ClientConfig.of(run.target().host(), run.target().port())
                .apiKey(run.target().apiKey())
                .delivery(run.delivery())
                .reconnect(run.reconnect())
                .maxInFlight(run.pipeline())
                .maxKeptBytes(KEPT_BYTES)
                .timeouts(ClientTimeouts.DEFAULT.connectMs(timeoutMs));
        this.connection = new ClientConnection(loop, config, run.clock(), this);
        this.asked = new long[connection.slots() * STRIDE];
    }

    @Override
    public void connect() {
        connection.connect();
    }

    @Override
    public boolean isReady() {
        return connection.isReady();
    }

    @Override
    public int maxPayloadLength() {
        return connection.maxPayloadLength();
    }

    @Override
    public int window() {
        return connection.window();
    }

    @Override
    public boolean send(long index, long intendedNs, long nowNs) {
        int length = run.workload().length(index);
        FrameFlyweight request = connection.claim(length);
        if (request == null) {
            return false;
        }
        request.service(run.workload().service()).method(run.workload().method());
        run.workload().write(index, request.buffer(), request.payloadOffset());
        int entry = connection.commit() * STRIDE;
        asked[entry] = index;
        asked[entry + INTENDED_NS] = intendedNs;
        asked[entry + SENT_NS] = length < LARGE_LENGTH ? nowNs : run.clock().nanoTime();
        return true;
    }

    @Override
    public void flush() {
        connection.flush();
    }

    @Override
    public String loss() {
        return loss;
    }

    @Override
    public String outage() {
        return connection.isReady() ? "" : outage;
    }

    @Override
    public String statusName(int status) {
        return status == Status.of(status).code() ? Status.of(status).name() : "STATUS_" + status;
    }

    @Override
    public LinkCounts plus(LinkCounts counts) {
        ClientCounters own = connection.counters();
        return new LinkCounts(
                counts.reconnects() + own.reconnects,
                counts.resent() + own.resent,
                counts.ignoredAnswers() + own.ignoredAnswers,
                counts.unknownOutcomes() + own.unknownOutcomes);
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public void onAnswer(int slot, FrameFlyweight answer, boolean last, long nowNs) {
        if (!last) {
            return;
        }
        int entry = slot * STRIDE;
        long index = asked[entry];
        long intendedNs = asked[entry + INTENDED_NS];
        if (answer.kind() == FrameKind.ERROR || answer.status() != Status.OK.code()) {
            fail(index, answer, intendedNs, nowNs);
        } else if (answer.kind() == FrameKind.RESPONSE && isRight(index, answer)) {
            run.recording().right(intendedNs, asked[entry + SENT_NS], nowNs);
        } else {
            run.recording().wrong(intendedNs, asked[entry + SENT_NS], nowNs);
            complain(index, answer);
        }
        run.tap()
                .onAnswer(
                        index,
                        answer.correlationId(),
                        answer.status(),
                        answer.buffer(),
                        answer.payloadOffset(),
                        answer.payloadLength());
    }

    @Override
    public void onReadComplete() {
        run.tap().flush();
        run.recording().commit();
    }

    @Override
    public void onUnknown(int slot, String reason) {
        run.recording().lost(1);
        run.workload().onFailure(asked[slot * STRIDE]);
    }

    @Override
    public void onStray(FrameFlyweight frame, boolean late) {
        if (late && connection.counters().reconnects > 0) {
            return; // asked for twice, answered twice
        }
        run.recording().unexpected();
        if (!run.recording().hasFault()) {
            run.recording()
                    .fault(
                            frame.kind() == FrameKind.ERROR
                                    ? "the server said " + statusName(frame.status()) + ": " + ErrorPayload.text(frame)
                                    : "nothing was asked that this answers: " + frame);
        }
    }

    @Override
    public void onLost(String reason) {
        onReadComplete();
        outage = reason;
    }

    @Override
    public void onClosed(String reason) {
        onReadComplete();
        loss = reason;
    }

    private void fail(long index, FrameFlyweight answer, long intendedNs, long nowNs) {
        run.recording().failed(answer.status(), intendedNs, nowNs);
        if (!run.recording().hasFault()) {
            String text = answer.kind() == FrameKind.ERROR ? ErrorPayload.text(answer) : "";
            run.recording().fault("request " + index + " was answered " + statusName(answer.status()) + ": " + text);
        }
        run.workload().onFailure(index);
    }

    private void complain(long index, FrameFlyweight answer) {
        if (!run.recording().hasFault()) {
            run.recording()
                    .fault("the answer to request " + index + " is not "
                            + run.workload().rightAnswer() + ": " + answer);
        }
    }

    private boolean isRight(long index, FrameFlyweight answer) {
        return run.workload().isRight(index, answer.buffer(), answer.payloadOffset(), answer.payloadLength());
    }
}
