package io.reprise.sdk;

import java.util.concurrent.atomic.AtomicInteger;

/** A function that an SDK calls by itself, which takes a public class. */
public final class Weather {
    private static final AtomicInteger CALLS = new AtomicInteger();

    private Weather() {}

    public static String weatherOf(String city) {
        CALLS.incrementAndGet();
        return "sunny in " + city;
    }

    static int calls() {
        return CALLS.get();
    }
}
