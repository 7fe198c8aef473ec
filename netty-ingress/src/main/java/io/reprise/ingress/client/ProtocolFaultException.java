package io.reprise.ingress.client;

/** The server's bytes make no sense; the connection cannot go on. */
final class ProtocolFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProtocolFaultException(String message) {
        super(message);
    }
}
