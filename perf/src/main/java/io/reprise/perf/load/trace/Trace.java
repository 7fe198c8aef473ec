package io.reprise.perf.load.trace;

import java.util.Arrays;
import java.util.List;

/** Requests of a recorded trace, in order of time. Times count from the first request. Immutable. */
public final class Trace {
    private final long[] timesNs;
    private final int[] inputTokens;
    private final int[] outputTokens;
    private final long[][] blockIds;

    Trace(List<TraceRequest> requests) {
        int size = requests.size();
        timesNs = new long[size];
        inputTokens = new int[size];
        outputTokens = new int[size];
        blockIds = new long[size][];
        long firstNs = size == 0 ? 0 : requests.get(0).timeNs();
        for (int i = 0; i < size; i++) {
            TraceRequest request = requests.get(i);
            timesNs[i] = request.timeNs() - firstNs;
            inputTokens[i] = request.inputTokens();
            outputTokens[i] = request.outputTokens();
            blockIds[i] = request.blockIds();
        }
    }

    public int size() {
        return timesNs.length;
    }

    /** When request {@code index} came, in ns after the first. */
    public long timeNs(int index) {
        return timesNs[index];
    }

    public int inputTokens(int index) {
        return inputTokens[index];
    }

    public int outputTokens(int index) {
        return outputTokens[index];
    }

    /** How many blocks of the prompt the trace names; 0 when it knows lengths only. */
    public int blocks(int index) {
        return blockIds[index].length;
    }

    /** Equal ids are equal text. */
    public long blockId(int index, int block) {
        return blockIds[index][block];
    }

    @Override
    public String toString() {
        return "trace of " + size() + " requests, "
                + Arrays.stream(inputTokens).asLongStream().sum() + " tokens in";
    }
}
