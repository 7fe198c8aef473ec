package io.reprise.node;

import io.reprise.journal.StateLog;
import io.reprise.kernel.ExitCode;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code reprise serve}: runs until SIGTERM or SIGINT. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Serves a run over HTTP and the binary protocol, journaling every request before its answer leaves.")
final class ServeCommand implements Callable<Integer> {
    private static final long LAST_LINE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    @Mixin
    private ServeOptions options;

    @Override
    public Integer call() throws Exception {
        Server server = new Server(options.config(), ServeCommand::log, ServeCommand::fail);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "shutdown"));
        System.out.println("listening http " + text(server.addresses().get(0)));
        System.out.println("listening binary " + text(server.addresses().get(1)));
        System.out.println("ready");
        new CountDownLatch(1).await(); // until a signal starts the shutdown hook, which ends the process
        return ExitCode.OK;
    }

    private static void stop(Server server) {
        try (server) {
            StateLog.Entry last = server.stop();
            System.out.println(
                    "stopped: " + last.sequence() + " events, outputs " + last.outputs() + ", state " + last.state());
            System.out.flush();
            Runtime.getRuntime().halt(ExitCode.OK); // a signal's own exit code would be 143
        } catch (InterruptedException | RuntimeException e) {
            end("stopping failed: " + Main.sentence(e), Main.exitCode(e, ExitCode.KERNEL_FAILED));
        }
    }

    /** Fail stop: nothing is acknowledged after this, and nothing tried again. */
    private static void fail(Throwable failure, long safeSequence) {
        int exitCode = Main.exitCode(failure, ExitCode.KERNEL_FAILED);
        end(
                "kernel failed: " + Main.sentence(failure) + "; the last sequence that was safe to acknowledge is "
                        + safeSequence,
                exitCode);
    }

    /** Without shutdown hooks, and even if nobody takes the last line from standard error. */
    private static void end(String lastLine, int exitCode) {
        Thread halting = new Thread(
                () -> {
                    LockSupport.parkNanos(LAST_LINE_NS);
                    Runtime.getRuntime().halt(exitCode);
                },
                "halting");
        halting.setDaemon(true);
        halting.start();
        log(lastLine);
        Runtime.getRuntime().halt(exitCode);
    }

    private static void log(String line) {
        System.err.println("reprise: " + line);
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
