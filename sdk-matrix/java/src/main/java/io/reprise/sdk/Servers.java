package io.reprise.sdk;

import java.util.concurrent.atomic.AtomicInteger;

/** Where the cases send their requests. */
record Servers(String url, String keyedUrl, String key) {
    private static final String NONCE = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private static final AtomicInteger FAULTS = new AtomicInteger();

    /** A model that has this fault. A fault that happens once happens once for each model name. */
    static String fault(String name) {
        return "fb-" + name + "-java-" + NONCE + "-" + FAULTS.incrementAndGet();
    }
}
