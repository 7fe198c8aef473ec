package io.reprise.node;

import io.reprise.journal.StateLog;
import io.reprise.kernel.ExitCode;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
            log("stopping failed: " + Main.sentence(e));
            Runtime.getRuntime().halt(ExitCode.KERNEL_FAILED);
        }
    }

    /** Fail stop: nothing is acknowledged after this, and nothing tried again. */
    private static void fail(Throwable failure) {
        log("kernel failed: " + Main.sentence(failure));
        Runtime.getRuntime().halt(ExitCode.KERNEL_FAILED);
    }

    private static void log(String line) {
        System.err.println("reprise: " + line);
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
