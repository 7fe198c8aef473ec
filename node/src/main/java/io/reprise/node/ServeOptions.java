package io.reprise.node;

import io.reprise.kernel.KernelConfig;
import picocli.CommandLine.Mixin;

/** The options of {@code reprise serve}, a small class per subject. */
final class ServeOptions {
    @Mixin
    JournalOptions journal;

    @Mixin
    SnapshotOptions snapshots;

    @Mixin
    IngressOptions ingress;

    @Mixin
    OverloadOptions overload;

    @Mixin
    KernelOptions kernel;

    @Mixin
    SecurityOptions security;

    @Mixin
    NodeOptions node;

    @Mixin
    LogOptions log;

    @Mixin
    MonitorOptions monitor;

    /** @throws IllegalArgumentException a value is out of its range; the message names it */
    ServerConfig config() {
        KernelConfig kernelConfig = kernel.config(Runtime.getRuntime().availableProcessors());
        return new ServerConfig(
                kernelConfig,
                journal.config(),
                snapshots.config(),
                ingress.config(kernelConfig.maxFrameLength(), overload.policy()),
                security.config(),
                node.cores,
                node.drainTimeoutMs,
                monitor.errorLogLength);
    }
}
