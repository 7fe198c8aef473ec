package io.reprise.node;

import io.reprise.ingress.security.IngressSecurity;
import io.reprise.ingress.security.KeyEntry;
import io.reprise.ingress.security.KeyRing;
import io.reprise.ingress.security.KeysFile;
import io.reprise.ingress.security.OriginCheck;
import io.reprise.ingress.security.ServerTls;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Who may come, as the configuration and the files it names say; the files are read again when they change. */
final class Security implements AutoCloseable {
    private final SecurityConfig config;
    private final Consumer<String> log;
    private final Map<String, Integer> serviceIds =
            Machines.discover().stream().collect(Collectors.toMap(MachineProvider::name, MachineProvider::serviceId));
    private final FileWatch files;
    private final IngressSecurity ingress;
    private KeyRing keys;
    private Executor eventLoop;

    /**
     * @param host to be bound
     * @throws IllegalArgumentException when what is asked for is not safe; says what to do
     */
    Security(SecurityConfig config, String host, Consumer<String> log) throws IOException {
        this.config = config;
        this.log = log;
        this.files = new FileWatch(log);
        InetAddress address = address(host);
        requireKeys(address, host);
        if (config.keys() == null) {
            keys = KeyRing.open();
        } else {
            files.load("keys", List.of(config.keys()), this::loadKeys);
        }
        this.ingress = new IngressSecurity(keys, OriginCheck.of(address, host, config.allowedOrigins()), loadTls());
        if (!config.hasTls() && !address.isLoopbackAddress()) {
            log.accept("keys and everything else travel in the clear on " + host
                    + ": give --tls-cert and --tls-key, or have a proxy in front that speaks TLS");
        }
    }

    IngressSecurity ingress() {
        return ingress;
    }

    /** @param loop runs what concerns connections */
    void start(Executor loop) {
        eventLoop = loop;
        files.start();
    }

    @Override
    public void close() {
        files.close();
    }

    private void requireKeys(InetAddress address, String host) {
        if (config.keys() != null || config.insecureNoKeys() || address.isLoopbackAddress()) {
            return;
        }
        throw new IllegalArgumentException("--host " + host + " can be reached from other machines, and without keys"
                + " everybody there could use this server: make a key with `reprise key new` and give --keys FILE,"
                + " or say --insecure-no-keys");
    }

    private String loadKeys() throws IOException {
        warnOfExposure(config.keys());
        List<KeyEntry> entries = KeysFile.read(config.keys()).entries(serviceIds.keySet());
        if (keys == null) {
            keys = KeyRing.of(entries, serviceIds, System.currentTimeMillis());
        } else {
            eventLoop.execute(() -> keys.replace(entries, System.currentTimeMillis()));
        }
        return entries.size() + " in " + config.keys();
    }

    /** Null without TLS. */
    private ServerTls loadTls() throws IOException {
        if (!config.hasTls()) {
            return null;
        }
        List<Path> all = new ArrayList<>(List.of(config.tlsCertificate(), config.tlsKey()));
        if (config.tlsClientCa() != null) {
            all.add(config.tlsClientCa());
        }
        ServerTls tls = new ServerTls(
                config.tlsCertificate(), config.tlsKey(), config.tlsClientCa(), config.handshakeTimeoutMs());
        files.load("TLS certificate", all, () -> {
            warnOfExposure(config.tlsKey());
            return tls.load();
        });
        return tls;
    }

    private void warnOfExposure(Path file) throws IOException {
        String exposure = KeysFile.exposure(file);
        if (!exposure.isEmpty()) {
            log.accept(exposure);
        }
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("--host " + host + " is no address of this machine", e);
        }
    }
}
