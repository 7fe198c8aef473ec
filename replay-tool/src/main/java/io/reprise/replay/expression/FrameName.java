package io.reprise.replay.expression;

import java.util.Arrays;
import java.util.List;

/** The names an expression may use; {@code docs/replay.md} says what each is. */
enum FrameName {
    SEQUENCE("sequence"),
    TIME("time"),
    TIME_NS("timeNs"),
    KIND("kind"),
    SERVICE("service"),
    METHOD("method"),
    SESSION("session"),
    CORRELATION("correlation"),
    PRIORITY("priority"),
    STATUS("status"),
    LENGTH("length"),
    TIMEOUT_MS("timeoutMs"),
    SEED("seed"),
    PAYLOAD("payload"),
    TEXT("text");

    private static final FrameName[] VALUES = values();
    private static final List<String> ALL =
            Arrays.stream(VALUES).map(FrameName::text).toList();

    private final String text;

    FrameName(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** As they are written. */
    static List<String> all() {
        return ALL;
    }

    /** The name written like that, or null. */
    static FrameName of(String text) {
        for (FrameName name : VALUES) {
            if (name.text.equals(text)) {
                return name;
            }
        }
        return null;
    }
}
