package io.reprise.ingress.security;

import java.time.Instant;
import java.util.HexFormat;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One key as the keys file has it.
 *
 * @param hash SHA-256 of the secret, in hexadecimal
 * @param scopes names of services, {@link #METRICS}, or {@link #EVERYTHING}
 * @param expires from then on the key is refused; {@link Instant#MAX} = never
 * @param revoked whether it is refused already
 */
public record KeyEntry(String id, String hash, SortedSet<String> scopes, Instant expires, boolean revoked) {
    /** The scope of {@code /metrics}. */
    public static final String METRICS = "metrics";

    /** Every scope there is. */
    public static final String EVERYTHING = "*";

    private static final String HASH = "sha256:";
    private static final String SCOPES = "scopes=";
    private static final String EXPIRES = "expires=";
    private static final String REVOKED = "revoked";

    /** An entry for a fresh key. */
    public static KeyEntry of(ApiKey key, SortedSet<String> scopes, Instant expires) {
        return new KeyEntry(key.id(), HexFormat.of().formatHex(key.hash()), scopes, expires, false);
    }

    /** The same, refused from now on. */
    public KeyEntry revoke() {
        return new KeyEntry(id, hash, scopes, expires, true);
    }

    byte[] hashBytes() {
        return HexFormat.of().parseHex(hash);
    }

    /**
     * Reads what {@link #line} writes.
     *
     * @throws IllegalArgumentException what is wrong and what would be right
     */
    static KeyEntry parse(String line) {
        String[] fields = line.strip().split("\\s+");
        ApiKey.requireId(fields[0]);
        if (fields.length < 3) {
            throw new IllegalArgumentException("a key takes ID sha256:HASH scopes=NAME,…");
        }
        String hash = value(fields[1], HASH);
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("sha256: must be followed by 64 hexadecimal digits in lower case");
        }
        SortedSet<String> scopes = parseScopes(value(fields[2], SCOPES));
        Instant expires = Instant.MAX;
        boolean revoked = false;
        for (int i = 3; i < fields.length; i++) {
            if (fields[i].startsWith(EXPIRES) && expires.equals(Instant.MAX)) {
                expires = parseInstant(value(fields[i], EXPIRES));
            } else if (fields[i].equals(REVOKED) && !revoked) {
                revoked = true;
            } else {
                throw new IllegalArgumentException(
                        "\"" + fields[i] + "\" is not expected here; after the scopes there may be"
                                + " expires=2027-01-31T00:00:00Z and revoked, once each");
            }
        }
        return new KeyEntry(fields[0], hash, scopes, expires, revoked);
    }

    /** Names with commas between them. */
    public static SortedSet<String> parseScopes(String text) {
        SortedSet<String> scopes = new TreeSet<>();
        for (String scope : text.split(",", -1)) {
            if (scope.isBlank()) {
                throw new IllegalArgumentException("scopes are names with commas between them, not \"" + text + "\"");
            }
            scopes.add(scope);
        }
        return scopes;
    }

    /** As it stands in the file. */
    String line() {
        return id + " " + HASH + hash + " " + SCOPES + String.join(",", scopes)
                + (expires.equals(Instant.MAX) ? "" : " " + EXPIRES + expires)
                + (revoked ? " " + REVOKED : "");
    }

    private static String value(String field, String name) {
        if (!field.startsWith(name)) {
            throw new IllegalArgumentException("\"" + field + "\" should start with " + name);
        }
        return field.substring(name.length());
    }

    private static Instant parseInstant(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a moment such as 2027-01-31T00:00:00Z", e);
        }
    }
}
