package io.reprise.perf.load.measure;

import io.reprise.kernel.metrics.LatencyRecorder;
import org.HdrHistogram.Histogram;

/**
 * What a run counts and how long answers took. Answers of one read that share their times are recorded as one run, so
 * in a closed loop the cost is per batch. Client thread only; allocates nothing after construction.
 */
public final class Recording {
    /** Answers with a higher status are counted under this one. */
    public static final int STATUS_MAX = 999;

    private static final int SIGNIFICANT_DIGITS = 3;

    private final Histogram response = histogram("response");
    private final Histogram service = histogram("service");
    private final Histogram failure = histogram("failure");
    private final Histogram responseSoFar = histogram("response");
    private final Histogram serviceSoFar = histogram("service");
    private final long[] failuresByStatus = new long[STATUS_MAX + 1];
    private long sent;
    private long right;
    private long wrong;
    private long failed;
    private long unexpected;
    private long lost;
    private String firstFault = "";
    private long runIntendedNs;
    private long runSentNs;
    private long runNowNs;
    private long runLength;
    private long pendingRight;

    public void sent() {
        sent++;
    }

    /** A right answer; counted by {@link #commit}. Times in ns: meant to be sent, sent, answered. */
    public void right(long intendedNs, long sentNs, long nowNs) {
        pendingRight++;
        time(intendedNs, sentNs, nowNs);
    }

    /** A wrong answer to a request. */
    public void wrong(long intendedNs, long sentNs, long nowNs) {
        wrong++;
        time(intendedNs, sentNs, nowNs);
    }

    /** A refusal or an error. Its time from {@code intendedNs} is kept apart: refusing is faster than answering. */
    public void failed(int status, long intendedNs, long nowNs) {
        failed++;
        failuresByStatus[Math.min(status, STATUS_MAX)]++;
        failure.recordValue(clamp(nowNs - intendedNs));
    }

    /** An answer to nothing that was asked. */
    public void unexpected() {
        unexpected++;
    }

    /** Requests whose connection was lost before their answers came. */
    public void lost(long requests) {
        lost += requests;
    }

    /** Keeps the first of many complaints; later ones are likely to be consequences. */
    public void fault(String text) {
        if (firstFault.isEmpty()) {
            firstFault = text;
        }
    }

    public boolean hasFault() {
        return !firstFault.isEmpty();
    }

    /** The answers of one read are all known and written down. */
    public void commit() {
        recordRun();
        right += pendingRight;
        pendingRight = 0;
    }

    /** Moves what was recorded since the last roll to the totals; {@code interval} sees it before it is cleared. */
    public void roll(Runnable interval) {
        responseSoFar.add(response);
        serviceSoFar.add(service);
        interval.run();
        clear(response);
        clear(service);
    }

    /** A reset takes the tag away as well. */
    private static void clear(Histogram histogram) {
        String tag = histogram.getTag();
        histogram.reset();
        histogram.setTag(tag);
    }

    public long sentCount() {
        return sent;
    }

    /** Answers of any kind that belong to a request. */
    public long answeredCount() {
        return right + wrong + failed;
    }

    public long rightCount() {
        return right;
    }

    public long wrongCount() {
        return wrong;
    }

    public long failedCount() {
        return failed;
    }

    public long failedCount(int status) {
        return failuresByStatus[status];
    }

    public long unexpectedCount() {
        return unexpected;
    }

    /** Requests that may still be answered. */
    public long outstanding() {
        return sent - answeredCount() - lost;
    }

    public String firstFault() {
        return firstFault;
    }

    /** Since the last {@link #roll}: from the time a request was meant to be sent to its answer. */
    public Histogram response() {
        return response;
    }

    /** Since the last {@link #roll}: from the time a request was sent to its answer. */
    public Histogram service() {
        return service;
    }

    /** As {@link #response()}, up to the last {@link #roll}. */
    public Histogram responseSoFar() {
        return responseSoFar;
    }

    /** As {@link #service()}, up to the last {@link #roll}. */
    public Histogram serviceSoFar() {
        return serviceSoFar;
    }

    /** From the time a request was meant to be sent to its refusal. */
    public Histogram failure() {
        return failure;
    }

    private void time(long intendedNs, long sentNs, long nowNs) {
        if (intendedNs == runIntendedNs && sentNs == runSentNs && nowNs == runNowNs) {
            runLength++;
            return;
        }
        recordRun();
        runIntendedNs = intendedNs;
        runSentNs = sentNs;
        runNowNs = nowNs;
        runLength = 1;
    }

    private void recordRun() {
        if (runLength > 0) {
            response.recordValueWithCount(clamp(runNowNs - runIntendedNs), runLength);
            service.recordValueWithCount(clamp(runNowNs - runSentNs), runLength);
            runLength = 0;
        }
    }

    private static long clamp(long latencyNs) {
        return Math.min(Math.max(latencyNs, 0), LatencyRecorder.MAX_NS);
    }

    private static Histogram histogram(String tag) {
        Histogram histogram = new Histogram(LatencyRecorder.MAX_NS, SIGNIFICANT_DIGITS);
        histogram.setTag(tag);
        return histogram;
    }
}
