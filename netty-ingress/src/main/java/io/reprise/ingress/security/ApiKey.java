package io.reprise.ingress.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A key as its holder has it, {@code <id>.<secret>}. The id is public: it finds the key and may stand in a log. The secret
 * is 256 random bits in base64url, and only its hash is kept.
 */
public record ApiKey(String id, String secret) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int SECRET_BYTES = 32;
    private static final int MAX_SECRET_LENGTH = 256;

    /**
     * A fresh key.
     *
     * @throws IllegalArgumentException when this cannot be an id
     */
    public static ApiKey create(String id) {
        requireId(id);
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new ApiKey(id, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Null when the text has not the form of a key. */
    static ApiKey parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0 || !isId(text.substring(0, dot)) || text.length() - dot > MAX_SECRET_LENGTH) {
            return null;
        }
        return new ApiKey(text.substring(0, dot), text.substring(dot + 1));
    }

    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    static void requireId(String id) {
        if (!isId(id)) {
            throw new IllegalArgumentException("a key's id is 1 to 64 letters, digits, - and _; \"" + id + "\" is not");
        }
    }

    /** What the keys file keeps. One round: there is nothing to guess in 256 random bits, so slowness would protect nobody. */
    public byte[] hash() {
        return sha256().digest(secret.getBytes(StandardCharsets.UTF_8));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The whole key, to be shown to its holder once and to nobody else. */
    public String text() {
        return id + "." + secret;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return id + ".***";
    }
}
