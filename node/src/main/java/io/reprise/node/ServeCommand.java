package io.reprise.node;

import io.reprise.journal.StateLog;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Lifecycle;
import io.reprise.node.config.Configuration;
import io.reprise.node.log.LogProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code reprise serve}: runs until SIGTERM or SIGINT. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Serves a run over HTTP and the binary protocol, journaling every request before its answer leaves.")
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
    private static final long LAST_LINE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Configuration configuration;

    @Mixin
    private ServeOptions options;

    @Spec
    private CommandSpec spec;

    private final Lifecycle lifecycle = new Lifecycle();

    ServeCommand(Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public Integer call() {
        if (options.journal.run == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the run directory is missing: give --run DIR, REPRISE_RUN, or `run: DIR` in the file");
        }
        lifecycle.addListener(ServeCommand::log);
        LogProvider.use(options.log.format, () -> lifecycle.state().name());
        configuration.warnings().forEach(LOG::warn);
        try {
            start();
        } catch (IOException | RuntimeException e) {
            lifecycle.tryEnter(Lifecycle.State.FAILED);
            LOG.error(Main.sentence(e));
            return Main.exitCode(e, ExitCode.UNUSABLE);
        }
        awaitSignal();
        return ExitCode.OK;
    }

    private void start() throws IOException {
        Server server = new Server(options.config(), lifecycle, this::fail);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "shutdown"));
        System.out.println("listening http " + text(server.addresses().get(0)));
        System.out.println("listening binary " + text(server.addresses().get(1)));
        server.start();
        System.out.println("ready");
    }

    /** For ever: a signal starts the shutdown hook, which ends the process. */
    private static void awaitSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop(Server server) {
        while (!lifecycle.state().isEnd()) { // what has failed ends by itself, with its own exit code
            if (lifecycle.tryEnter(Lifecycle.State.DRAINING)) {
                drain(server);
            } else if (lifecycle.tryEnter(Lifecycle.State.STOPPED)) {
                end("stopped: before the run was recovered; nothing was taken");
            }
        }
    }

    private void drain(Server server) {
        try (server) {
            StateLog.Entry last = server.stop();
            end("stopped: " + last.sequence() + " events, outputs " + last.outputs() + ", state " + last.state());
        } catch (InterruptedException | RuntimeException e) {
            fail(e, server.safeSequence());
        }
    }

    private static void end(String lastLine) {
        System.out.println(lastLine);
        System.out.flush();
        Runtime.getRuntime().halt(ExitCode.OK); // a signal's own exit code would be 143
    }

    /** Fail stop: nothing is acknowledged after this, and nothing tried again. The first failure is the one that counts. */
    private void fail(Throwable failure, long safeSequence) {
        boolean stopping = lifecycle.state() == Lifecycle.State.DRAINING;
        if (lifecycle.tryEnter(Lifecycle.State.FAILED)) {
            int exitCode = Main.exitCode(failure, ExitCode.KERNEL_FAILED);
            haltSoon(exitCode);
            LOG.error(
                    "{} failed: {}; the last sequence that was safe to acknowledge is {}",
                    stopping ? "stopping" : "kernel",
                    Main.sentence(failure),
                    safeSequence);
            Runtime.getRuntime().halt(exitCode);
        }
    }

    /** Even if nobody takes the last line from standard error; without shutdown hooks. */
    private static void haltSoon(int exitCode) {
        Thread halting = new Thread(
                () -> {
                    LockSupport.parkNanos(LAST_LINE_NS);
                    Runtime.getRuntime().halt(exitCode);
                },
                "halting");
        halting.setDaemon(true);
        halting.start();
    }

    private static void log(Lifecycle.State entered) {
        switch (entered) {
            case RECOVERING -> LOG.info("listening, and recovering the run");
            case RUNNING -> LOG.info("taking requests");
            case DRAINING -> LOG.info("taking no more requests, answering those taken");
            case STOPPED -> LOG.info("stopped in order");
            case NEW, FAILED -> {} // why it failed is a line of its own
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
