package io.reprise.kernel.frame;

/**
 * Values of the frame's {@code status}: the one table of error codes. {@code docs/errors.md} lists them with what a
 * client should do.
 */
public enum Status {
    OK(0, 200, false),
    /** The bytes do not form a frame, or a field is out of its range. */
    MALFORMED_FRAME(1, 400, false),
    /** The frame's {@code version} is not one this build speaks. */
    UNSUPPORTED_VERSION(2, 400, false),
    /** The frame is longer than the limit WELCOME gave. */
    FRAME_TOO_LONG(3, 413, false),
    /** The CRC32C does not match the bytes. */
    CHECKSUM_MISMATCH(4, 400, true),
    /** A frame before HELLO, or a kind a client may not send. */
    PROTOCOL_VIOLATION(5, 400, false),
    UNKNOWN_SERVICE(6, 404, false),
    UNKNOWN_METHOD(7, 404, false),
    /** The machine refused the payload; the text says what was wrong and what would be right. */
    INVALID_REQUEST(8, 400, false),
    /** The machine threw; its fault stays in this request. */
    INTERNAL(9, 500, false),
    /** A bounded table of the machine is full. */
    RESOURCE_EXHAUSTED(10, 503, true),
    OVERLOADED(11, 503, true),
    TIMEOUT(12, 504, true),
    UNAUTHORIZED(13, 401, false),
    SHUTTING_DOWN(14, 503, true),
    /** The machine answered more bytes to one request than a frame may hold. */
    ANSWER_TOO_LONG(15, 500, false),
    /** The server is still recovering its run: it takes no request yet. */
    NOT_INITIALIZED(16, 503, true),
    /** What may run once runs already: a run that another process holds, a second HELLO of one connection. */
    ALREADY_RUNNING(17, 409, false),
    /** The client id belongs to no session: it never did, or the session was not used for too long. */
    SESSION_NOT_FOUND(18, 404, false),
    /** A simulated provider failed. */
    PROVIDER_ERROR(19, 502, true),
    /** State or journal are not what was written. */
    STATE_CORRUPTION(20, 500, false),
    /** The request was executed before; its answer is no longer kept, and it is not executed again. */
    ANSWER_FORGOTTEN(21, 410, false),
    /** An execution did not do what the journal's first one did. */
    DETERMINISM_VIOLATION(22, 500, false),
    /** The key is right, but not for this service. */
    FORBIDDEN(23, 403, false),
    /** The disk has no room for a further request. */
    STORAGE_FULL(24, 503, true);

    private static final Status[] BY_CODE = values();

    private final int code;
    private final int httpStatus;
    private final boolean retryable;

    Status(int code, int httpStatus, boolean retryable) {
        this.code = code;
        this.httpStatus = httpStatus;
        this.retryable = retryable;
    }

    public int code() {
        return code;
    }

    /** The HTTP status that says the same. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Whether sending the same request again may succeed. */
    public boolean retryable() {
        return retryable;
    }

    /** The status of a code; {@link #INTERNAL} for a code this build does not know. */
    public static Status of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : INTERNAL;
    }

    /** The status that says the same as an HTTP status from 400 on, if there is one; else what its class says. */
    public static Status ofHttp(int httpStatus) {
        return switch (httpStatus) {
            case 401 -> UNAUTHORIZED;
            case 403 -> FORBIDDEN;
            case 404 -> UNKNOWN_METHOD;
            case 413 -> FRAME_TOO_LONG;
            case 429, 503, 529 -> RESOURCE_EXHAUSTED;
            case 504 -> TIMEOUT;
            default -> httpStatus < 500 ? INVALID_REQUEST : PROVIDER_ERROR;
        };
    }
}
