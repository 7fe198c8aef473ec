package io.reprise.ingress;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do. */
final class Await {
    private static final long MAX_NS = TimeUnit.SECONDS.toNanos(10);

    private Await() {}

    static void until(BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNs > MAX_NS) {
                throw new AssertionError("it did not happen");
            }
            Thread.yield();
        }
    }
}
