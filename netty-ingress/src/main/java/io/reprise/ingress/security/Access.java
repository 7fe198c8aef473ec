package io.reprise.ingress.security;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the holder of a key may do, now. All connections that showed the key share one, and it changes in place when the
 * keys change or the key expires: to ask it is to ask the newest. Event loop only.
 */
public final class Access {
    private static final boolean[] NONE = {};

    private final String keyId;
    private final long ownerId;
    private boolean[] services = NONE;
    private boolean otherServices;
    private boolean metrics;
    private String refusal;

    private Access(String keyId, long ownerId) {
        this.keyId = keyId;
        this.ownerId = ownerId;
    }

    /** Of whoever comes, where no key is wanted. */
    static Access ofEverybody() {
        Access access = new Access("", 0);
        access.otherServices = true;
        access.metrics = true;
        return access;
    }

    /** Of somebody without a key that is taken. */
    static Access ofNobody(String refusal) {
        Access access = new Access("", 0);
        access.refusal = refusal;
        return access;
    }

    /** Of a key, nothing until {@link #grant}. */
    static Access ofKey(String keyId) {
        byte[] hash = ApiKey.sha256().digest(keyId.getBytes(StandardCharsets.UTF_8));
        return new Access(keyId, Math.max(1, new UnsafeBuffer(hash).getLong(0) >>> 1));
    }

    /** @param serviceIds by name */
    void grant(KeyEntry entry, Map<String, Integer> serviceIds) {
        otherServices = entry.scopes().contains(KeyEntry.EVERYTHING);
        metrics = otherServices || entry.scopes().contains(KeyEntry.METRICS);
        services = NONE;
        if (!otherServices) {
            services = new boolean
                    [1 + serviceIds.values().stream().mapToInt(id -> id).max().orElse(0)];
            serviceIds.forEach((name, id) -> services[id] = entry.scopes().contains(name));
        }
        refusal = null;
    }

    /** Nothing more, from now on. */
    void end(String why) {
        services = NONE;
        otherServices = false;
        metrics = false;
        refusal = why;
    }

    /** Whether requests to a service are taken. Allocates nothing. */
    public boolean allows(int service) {
        return service < services.length ? services[service] : otherServices;
    }

    /** Whether {@code /metrics} is shown. */
    public boolean allowsMetrics() {
        return metrics;
    }

    /** Why this is no access at all, or no longer; null while it is one. */
    public String refusal() {
        return refusal;
    }

    /** Of the key; empty when there is none. */
    public String keyId() {
        return keyId;
    }

    /** The same for every connection with this key, in every run: a positive number made from its id; 0 without a key. */
    public long ownerId() {
        return ownerId;
    }
}
