package io.reprise.ingress.client;

/**
 * How long a client waits, in ms.
 *
 * @param requestMs for the answer to a request of a {@link RepriseClient} that names no time of its own; 1 or more
 * @param connectMs from a try to connect to the server's WELCOME; 1 or more
 * @param closeMs for the last answers, in {@link RepriseClient#close}; 0 or more
 * @param pingMs after a silence of so long a PING is sent, and after as long again the connection is taken for lost;
 *     0 = never
 */
public record ClientTimeouts(long requestMs, int connectMs, long closeMs, long pingMs) {
    /** 30 s for a request, 10 s to connect and to close, no PING. */
    public static final ClientTimeouts DEFAULT = new ClientTimeouts(30_000, 10_000, 10_000, 0);

    public ClientTimeouts {
        if (requestMs < 1 || connectMs < 1 || closeMs < 0 || pingMs < 0) {
            throw new IllegalArgumentException("request and connect take 1 ms or more, close and ping 0 or more; got "
                    + requestMs + ", " + connectMs + ", " + closeMs + " and " + pingMs);
        }
    }

    public ClientTimeouts requestMs(long newRequestMs) {
        return new ClientTimeouts(newRequestMs, connectMs, closeMs, pingMs);
    }

    public ClientTimeouts connectMs(int newConnectMs) {
        return new ClientTimeouts(requestMs, newConnectMs, closeMs, pingMs);
    }

    public ClientTimeouts closeMs(long newCloseMs) {
        return new ClientTimeouts(requestMs, connectMs, newCloseMs, pingMs);
    }

    public ClientTimeouts pingMs(long newPingMs) {
        return new ClientTimeouts(requestMs, connectMs, closeMs, newPingMs);
    }
}
