package io.reprise.perf.load.pace;

import io.reprise.perf.load.trace.Trace;

/** Who decides when a request is due. */
public sealed interface Arrivals {
    /** Highest rate, per second: one per ns is the clock's own step. */
    double RATE_MAX = 1e9;

    /** One word for reports. */
    String label();

    /** The answers decide: a closed loop, always with as many outstanding as the window allows. */
    record Window() implements Arrivals {
        @Override
        public String label() {
            return "window";
        }
    }

    /** The clock, in equal distances. */
    record Uniform(double ratePerSecond) implements Arrivals {
        public Uniform {
            checkRate(ratePerSecond);
        }

        @Override
        public String label() {
            return "uniform";
        }
    }

    /** The clock, in seeded exponential distances: what many independent clients look like. */
    record Poisson(double ratePerSecond) implements Arrivals {
        public Poisson {
            checkRate(ratePerSecond);
        }

        @Override
        public String label() {
            return "poisson";
        }
    }

    /** A recorded trace, its distances divided by {@code speed}. */
    record Recorded(Trace trace, double speed) implements Arrivals {
        public Recorded {
            if (!(speed > 0 && speed < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("speed is above 0; got " + speed);
            }
        }

        @Override
        public String label() {
            return "trace";
        }
    }

    private static void checkRate(double ratePerSecond) {
        if (!(ratePerSecond > 0 && ratePerSecond <= RATE_MAX)) {
            throw new IllegalArgumentException("rate is above 0 and up to " + RATE_MAX + "/s; got " + ratePerSecond);
        }
    }
}
