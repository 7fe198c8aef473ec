package io.reprise.ingress.security;

import java.net.InetAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps web pages away from a server that listens on loopback. A browser on the same machine reaches it, so any page it
 * shows could try to, either from its own origin or with a name that its DNS server points at 127.0.0.1 (DNS rebinding);
 * the browser then says so in {@code Origin} or {@code Host}. Any thread.
 */
public final class OriginCheck {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|.+\\.localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]|\\[0:0:0:0:0:0:0:1\\]");

    private static final OriginCheck NONE = new OriginCheck(false, Set.of(), Set.of());

    private final boolean on;
    private final Set<String> hosts;
    private final Set<String> origins;

    private OriginCheck(boolean on, Set<String> hosts, Set<String> origins) {
        this.on = on;
        this.hosts = hosts;
        this.origins = origins;
    }

    /** Everything passes. */
    public static OriginCheck none() {
        return NONE;
    }

    /**
     * @param bound what the server listens on: only on loopback anything is checked
     * @param name of it, as it was given
     * @param allowedOrigins such as {@code https://app.example.com}; their hosts are taken as {@code Host} as well
     * @throws IllegalArgumentException when one is not an origin
     */
    public static OriginCheck of(InetAddress bound, String name, List<String> allowedOrigins) {
        Set<String> origins = new HashSet<>();
        Set<String> hosts = new HashSet<>(Set.of(name.toLowerCase(Locale.ROOT)));
        for (String origin : allowedOrigins) {
            origins.add(origin.toLowerCase(Locale.ROOT));
            hosts.add(hostOf(origin));
        }
        return new OriginCheck(bound.isLoopbackAddress(), hosts, origins);
    }

    /**
     * Why a request is refused, or null.
     *
     * @param host of its header, null when there is none
     * @param origin of its header, null when there is none
     */
    public String complaint(String host, String origin) {
        if (!on) {
            return null;
        }
        if (origin != null && !isTaken(origin)) {
            return "this server listens on loopback and takes no requests of web pages from " + origin
                    + "; --allowed-origin lets them in";
        }
        if (host != null && !isOwn(withoutPort(host.toLowerCase(Locale.ROOT)))) {
            return "this server listens on loopback and is not called " + host
                    + "; use localhost, or --allowed-origin for the name of a proxy";
        }
        return null;
    }

    private boolean isTaken(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        if (origins.contains(lower)) {
            return true;
        }
        int start = lower.indexOf("://");
        return start > 0
                && LOOPBACK.matcher(withoutPort(lower.substring(start + 3))).matches();
    }

    private boolean isOwn(String host) {
        return LOOPBACK.matcher(host).matches() || hosts.contains(host);
    }

    private static String withoutPort(String authority) {
        return authority.replaceFirst(":[0-9]*$", "");
    }

    private static String hostOf(String origin) {
        if (origin.matches("https?://[^/?#@]+")) {
            String host = URI.create(origin).getHost();
            if (host != null) {
                return host.toLowerCase(Locale.ROOT);
            }
        }
        throw new IllegalArgumentException("an origin is like https://app.example.com:8443, not \"" + origin + "\"");
    }
}
