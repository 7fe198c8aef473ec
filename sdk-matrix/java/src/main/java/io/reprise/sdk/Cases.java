package io.reprise.sdk;

import java.util.HashMap;
import java.util.Map;

/** The cases of one SDK, by the ids of cases.json. */
final class Cases {
    private final Map<String, Body> bodies = new HashMap<>();

    /** What a case does; it passes when nothing is thrown. */
    interface Body {
        void run() throws Exception;
    }

    /** Thrown by a case that the SDK cannot have. */
    static final class Skip extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Skip(String reason) {
            super(reason);
        }
    }

    void add(String id, Body body) {
        if (bodies.put(id, body) != null) {
            throw new IllegalStateException(id + " is there twice");
        }
    }

    void skip(String id, String reason) {
        add(id, () -> {
            throw new Skip(reason);
        });
    }

    Body get(String id) {
        return bodies.get(id);
    }
}
