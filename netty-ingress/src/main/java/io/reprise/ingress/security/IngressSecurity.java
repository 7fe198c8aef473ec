package io.reprise.ingress.security;

/**
 * What stands between a client and the kernel.
 *
 * @param keys that clients show
 * @param origins that browsers may come from
 * @param tls of both listeners; null = they speak in the clear
 */
public record IngressSecurity(KeyRing keys, OriginCheck origins, ServerTls tls) {

    /** Everybody may do everything. */
    public static IngressSecurity none() {
        return new IngressSecurity(KeyRing.open(), OriginCheck.none(), null);
    }
}
