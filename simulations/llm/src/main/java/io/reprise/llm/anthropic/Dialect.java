package io.reprise.llm.anthropic;

import io.reprise.ingress.codec.CallRequest;
import io.reprise.llm.api.Problem;
import io.reprise.llm.json.Json;

/** What the header {@code anthropic-version} may say. Pure. */
enum Dialect {
    V2023_06_01("2023-06-01"),
    /** Takes no sampling parameters, no documents of the assistant, no citations of the user. */
    V2026_10_21("2026-10-21");

    static final String HEADER = "anthropic-version";

    private final String version;

    Dialect(String version) {
        this.version = version;
    }

    /** Null when the request names no version there is. Binary clients have no headers and speak the older one. */
    static Dialect of(CallRequest request) {
        String named = request.isHttp() ? request.header(HEADER) : V2023_06_01.version;
        for (Dialect dialect : values()) {
            if (dialect.version.equals(named)) {
                return dialect;
            }
        }
        return null;
    }

    /** Why a request has no dialect. */
    static Problem problem(CallRequest request) {
        String named = request.header(HEADER);
        String versions = "; send " + V2026_10_21.version + " or " + V2023_06_01.version;
        return Problem.invalid(HEADER
                + (named == null
                        ? ": header is required" + versions
                        : ": \"" + Json.shortened(named, 64) + "\" is not a valid version" + versions));
    }

    String version() {
        return version;
    }
}
