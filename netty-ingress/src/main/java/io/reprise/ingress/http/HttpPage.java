package io.reprise.ingress.http;

/**
 * A page the edge answers by itself, without the kernel, such as {@code /healthz}. Called on the event loop.
 *
 * @param contentType of the body
 */
public record HttpPage(int status, String contentType, String body) {
    /** Makes the page anew for each request. */
    @FunctionalInterface
    public interface Source {
        HttpPage get();
    }

    public static HttpPage text(int status, String body) {
        return new HttpPage(status, "text/plain; charset=utf-8", body);
    }
}
