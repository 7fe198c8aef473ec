package io.reprise.ingress.security;

import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys a server takes. Event loop only after construction. */
public final class KeyRing {
    /** Compared with where no key has the id, so that the time taken does not tell which ids there are. */
    private static final byte[] NO_HASH = new byte[32];

    private static final Access EVERYBODY = Access.ofEverybody();
    private static final Access WITHOUT_KEY = Access.ofNobody(
            "this server wants a key: over HTTP as `Authorization: Bearer <key>`, in the binary protocol in HELLO");
    private static final Access UNKNOWN = Access.ofNobody("this key is not known here");

    private final boolean open;
    private final Map<String, Integer> serviceIds;
    private final Map<String, Holder> byId = new HashMap<>();

    /** A key, and what it gives to all who show it. */
    private record Holder(KeyEntry entry, byte[] hash, Access access) {}

    private KeyRing(boolean open, Map<String, Integer> serviceIds) {
        this.open = open;
        this.serviceIds = serviceIds;
    }

    /** Nobody needs a key. */
    public static KeyRing open() {
        return new KeyRing(true, Map.of());
    }

    /** @param serviceIds by name */
    public static KeyRing of(List<KeyEntry> entries, Map<String, Integer> serviceIds, long nowMs) {
        KeyRing keys = new KeyRing(false, Map.copyOf(serviceIds));
        keys.replace(entries, nowMs);
        return keys;
    }

    /** Whether nobody needs a key. */
    public boolean isOpen() {
        return open;
    }

    /** What a client may do that shows no key. */
    public Access withoutKey() {
        return open ? EVERYBODY : WITHOUT_KEY;
    }

    /**
     * What a client may do that shows this key; {@link Access#refusal} tells when it is nothing.
     *
     * @param key as it was sent; empty = none
     */
    public Access access(String key, long nowMs) {
        if (open || key.isEmpty()) {
            return withoutKey();
        }
        ApiKey shown = ApiKey.parse(key);
        if (shown == null) {
            return UNKNOWN;
        }
        Holder holder = byId.get(shown.id());
        boolean right = MessageDigest.isEqual(shown.hash(), holder == null ? NO_HASH : holder.hash);
        if (!right || holder == null) {
            return UNKNOWN;
        }
        endIfExpired(holder, nowMs);
        return holder.access;
    }

    /** Takes these keys from now on and no others, for connections that are open as well. */
    public void replace(List<KeyEntry> entries, long nowMs) {
        Map<String, Holder> old = Map.copyOf(byId);
        byId.clear();
        for (KeyEntry entry : entries) {
            Holder before = old.get(entry.id());
            boolean same = before != null && before.entry.hash().equals(entry.hash());
            Access access = same ? before.access : Access.ofKey(entry.id());
            Holder holder = new Holder(entry, entry.hashBytes(), access);
            byId.put(entry.id(), holder);
            if (entry.revoked()) {
                access.end("key " + entry.id() + " was revoked");
            } else {
                access.grant(entry, serviceIds);
                endIfExpired(holder, nowMs);
            }
        }
        for (Holder before : old.values()) {
            Holder now = byId.get(before.entry.id());
            if (now == null || now.access != before.access) {
                before.access.end("key " + before.entry.id() + " is no longer taken");
            }
        }
    }

    /** Ends what has expired; to be called regularly. */
    public void expire(long nowMs) {
        for (Holder holder : byId.values()) {
            endIfExpired(holder, nowMs);
        }
    }

    private static void endIfExpired(Holder holder, long nowMs) {
        KeyEntry entry = holder.entry;
        if (holder.access.refusal() == null && entry.expires().compareTo(java.time.Instant.ofEpochMilli(nowMs)) <= 0) {
            holder.access.end("key " + entry.id() + " expired at " + entry.expires());
        }
    }
}
