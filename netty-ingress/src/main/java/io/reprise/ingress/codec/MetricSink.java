package io.reprise.ingress.codec;

/** Takes what a service has counted, for {@code /metrics}, in base units and under the names it is known by. Event loop only. */
public interface MetricSink {
    /** @param name without {@code _total} */
    void counter(String name, String help, double value);

    void gauge(String name, String help, double value);

    /**
     * A distribution.
     *
     * @param bounds upper bounds of the buckets, ascending, the last one infinite
     * @param counts in each bucket
     */
    void histogram(String name, String help, double[] bounds, long[] counts, double sum);
}
