package io.reprise.ingress.http;

/**
 * A page the edge answers by itself, without the kernel, such as {@code /healthz}. Called on the event loop.
 *
 * @param contentType of the body
 * @param extraHeader a further header line without its end, or empty
 */
public record HttpPage(int status, String contentType, String body, String extraHeader) {
    /** Makes the page anew for each request. */
    @FunctionalInterface
    public interface Source {
        HttpPage get();

        /** Whether only keys with scope {@code metrics} get it. */
        default boolean isGuarded() {
            return false;
        }
    }

    public HttpPage(int status, String contentType, String body) {
        this(status, contentType, body, "");
    }

    public static HttpPage text(int status, String body) {
        return new HttpPage(status, "text/plain; charset=utf-8", body);
    }

    static HttpPage json(int status, String body) {
        return new HttpPage(status, "application/json", body);
    }

    HttpPage with(String header) {
        return new HttpPage(status, contentType, body, header);
    }
}
