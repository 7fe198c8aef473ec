package io.reprise.kernel.metrics;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * Every {@link Reading} of a server: the one list that {@code /metrics} and {@code counters.dat} are made from. Anyone
 * who has something to count adds it here once; {@code docs/observability.md} lists them all.
 */
public final class Readings {
    /** Readings there may be, each count and quantile of a latency included. */
    public static final int CAPACITY = 512;

    private final List<Reading> readings = new CopyOnWriteArrayList<>();
    private final List<LatencyTotals> latencies = new CopyOnWriteArrayList<>();
    private final List<Reading> flat = new CopyOnWriteArrayList<>();

    /** A number that goes up. */
    public void counter(String name, String help, LongSupplier value) {
        counter(name, Reading.Unit.COUNT, help, value);
    }

    /** A number that goes up. */
    public void counter(String name, Reading.Unit unit, String help, LongSupplier value) {
        add(new Reading(name, help, Reading.Type.COUNTER, unit, value));
    }

    /** A number that goes up and down. */
    public void gauge(String name, String help, LongSupplier value) {
        gauge(name, Reading.Unit.COUNT, help, value);
    }

    /** A number that goes up and down. */
    public void gauge(String name, Reading.Unit unit, String help, LongSupplier value) {
        add(new Reading(name, help, Reading.Type.GAUGE, unit, value));
    }

    /** A distribution of times. */
    public void latency(LatencyTotals totals) {
        latencies.add(totals);
        totals.readings().forEach(this::addFlat);
    }

    /** In the order they were added. */
    public List<Reading> list() {
        return Collections.unmodifiableList(readings);
    }

    /** In the order they were added. */
    public List<LatencyTotals> latencies() {
        return Collections.unmodifiableList(latencies);
    }

    /** The readings, and each latency's count and quantiles as readings. */
    public List<Reading> flat() {
        return Collections.unmodifiableList(flat);
    }

    private void add(Reading reading) {
        if (readings.stream().anyMatch(other -> other.name().equals(reading.name()))) {
            throw new IllegalArgumentException("there are two readings named " + reading.name());
        }
        readings.add(reading);
        addFlat(reading);
    }

    private void addFlat(Reading reading) {
        if (flat.size() == CAPACITY) {
            throw new IllegalStateException(
                    "there is no room for reading " + reading.name() + ": " + CAPACITY + " are there already");
        }
        flat.add(reading);
    }
}
