package io.reprise.ingress.client;

import io.reprise.kernel.frame.Status;

/** Why a request has no answer. The three kinds differ in what is known about its execution. */
public abstract sealed class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RequestException(String message) {
        super(message);
    }

    /** The server answered with an error; its {@link #status} says whether sending the request again may succeed. */
    public static final class Refused extends RequestException {
        private static final long serialVersionUID = 1L;

        private final Status status;
        private final int retryAfterMs;

        Refused(Status status, String text, int retryAfterMs) {
            super(status + ": " + text);
            this.status = status;
            this.retryAfterMs = retryAfterMs;
        }

        /** When trying again makes sense, in ms, as the server sees it; 0 = it does not say. */
        public int retryAfterMs() {
            return retryAfterMs;
        }

        /** One of the table in {@code docs/errors.md}. */
        public Status status() {
            return status;
        }
    }

    /** The request never left this client, so it was not executed: sending it again is safe. */
    public static final class NotSent extends RequestException {
        private static final long serialVersionUID = 1L;

        NotSent(String message) {
            super(message);
        }
    }

    /** The request left and no answer came: it may have been executed or not, and sending it again may do it twice. */
    public static final class OutcomeUnknown extends RequestException {
        private static final long serialVersionUID = 1L;

        OutcomeUnknown(String message) {
            super("outcome unknown: " + message);
        }
    }
}
