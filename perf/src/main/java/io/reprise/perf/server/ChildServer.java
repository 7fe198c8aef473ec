package io.reprise.perf.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A server in a JVM of its own, on free loopback ports, with the flags and the class path of this one. It says
 * {@code listening NAME HOST:PORT} for each port and then {@code ready}. The end of this JVM ends it too. One thread.
 */
public final class ChildServer implements AutoCloseable {
    private static final String PROGRAM = "io.reprise.node.Main";
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final long SILENCE_SECONDS_MAX = 300; // a long journal is executed first
    private static final long STOP_SECONDS = 60;
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path errors;
    private final BufferedReader output;
    private final Map<String, Integer> ports = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();

    private ChildServer(Launch launch) throws IOException {
        errors = launch.errors;
        ProcessBuilder builder = new ProcessBuilder(launch.command()).redirectError(errors.toFile());
        builder.environment().putAll(launch.environment);
        process = builder.start();
        ALIVE.add(process);
        process.onExit().thenAccept(ALIVE::remove);
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** How a server is to be started. */
    public static final class Launch {
        private final List<String> prefix = new ArrayList<>();
        private final List<String> javaOptions = new ArrayList<>();
        private final Map<String, String> environment = new TreeMap<>();
        private final List<String> arguments = new ArrayList<>();
        private final String main;
        private final Path errors;
        private String classPath = System.getProperty("java.class.path");

        private Launch(String main, Path errors) {
            this.main = main;
            this.errors = errors;
        }

        /** A program that becomes the one given as its last arguments: the child's process id must be the JVM's. */
        public Launch prefix(String... program) {
            prefix.addAll(List.of(program));
            return this;
        }

        /** Behind the flags of this JVM. */
        public Launch javaOptions(String... options) {
            javaOptions.addAll(List.of(options));
            return this;
        }

        /** Behind the class path of this JVM. */
        public Launch classPath(Path more) {
            classPath += File.pathSeparator + more;
            return this;
        }

        public Launch environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        public Launch arguments(String... more) {
            arguments.addAll(List.of(more));
            return this;
        }

        /** Starts the server and waits until it is ready. */
        public ChildServer start() throws IOException {
            ChildServer server = launch();
            if (!server.awaitReady()) {
                int exitCode = server.awaitExit();
                throw new IOException("the server did not start: exit code " + exitCode + ", " + server.errors());
            }
            return server;
        }

        /** Starts the server and waits for nothing. */
        public ChildServer launch() throws IOException {
            return new ChildServer(this);
        }

        private List<String> command() {
            List<String> command = new ArrayList<>(prefix);
            command.add(ProcessHandle.current().info().command().orElse("java"));
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(javaOptions);
            command.addAll(List.of("-cp", classPath, main));
            command.addAll(arguments);
            return command;
        }
    }

    /**
     * {@code reprise serve} on a run.
     *
     * @param errors gets the standard error
     */
    public static Launch serving(Path run, Path errors) {
        return new Launch(PROGRAM, errors).arguments("serve", "--run", run.toString(), "--http", "0", "--binary", "0");
    }

    /**
     * {@code reprise serve} on a run, ready.
     *
     * @param core to pin the whole process to, or -1
     */
    public static ChildServer serve(Path run, int core, String... flags) throws IOException {
        Files.createDirectories(run);
        return serving(run, run.resolve("server.err"))
                .prefix(pinning(core))
                .arguments(flags)
                .start();
    }

    /** Another main class, not started yet. */
    public static Launch running(Class<?> main, Path errors) {
        return new Launch(main.getName(), errors);
    }

    /** Another main class. */
    public static ChildServer start(Class<?> main, int core, Path errors, String... arguments) throws IOException {
        return new Launch(main.getName(), errors)
                .prefix(pinning(core))
                .arguments(arguments)
                .start();
    }

    private static String[] pinning(int core) {
        return core >= 0 && Files.isExecutable(TASKSET)
                ? new String[] {TASKSET.toString(), "-c", Integer.toString(core)}
                : new String[0];
    }

    /** Waits; false when the server ends before it is ready, or is not in five minutes, which ends it. */
    public boolean awaitReady() throws IOException {
        CompletableFuture<Void> patience = patience();
        try {
            return readUntilReady();
        } finally {
            patience.cancel(false);
        }
    }

    private boolean readUntilReady() throws IOException {
        String line;
        while ((line = output.readLine()) != null) {
            lines.add(line);
            if (line.equals("ready")) {
                return true;
            }
            String[] words = line.split(" ");
            if (words.length == 3 && words[0].equals("listening")) {
                ports.put(words[1], Integer.parseInt(words[2].substring(words[2].lastIndexOf(':') + 1)));
            }
        }
        return false;
    }

    /** The next line it prints after {@code ready}; null when it has ended, or says nothing for five minutes. */
    public String readLine() throws IOException {
        CompletableFuture<Void> patience = patience();
        try {
            return output.readLine();
        } finally {
            patience.cancel(false);
        }
    }

    /** Ends the process unless it is cancelled in time. */
    private CompletableFuture<Void> patience() {
        return CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(SILENCE_SECONDS_MAX, TimeUnit.SECONDS));
    }

    /** Loopback port by name: http, binary or raw. */
    public int port(String name) {
        return ports.get(name);
    }

    /** By name of the port. */
    public InetSocketAddress address(String name) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port(name));
    }

    /** Standard error so far. */
    public String errors() {
        try {
            return Files.readString(errors).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processor time the server has used. */
    public Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** @param name such as {@code STOP} */
    public void signal(String name) throws IOException {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** SIGKILL, and the wait for the end. */
    public void kill() {
        process.toHandle().destroyForcibly();
        awaitExit();
    }

    /** Waits for the end, for a minute at most. Returns the exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server did not end within " + STOP_SECONDS + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The most memory the server has had resident, mapped files included; in bytes. Linux only. */
    public long peakResidentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("this system does not say how much memory a process has resident");
    }

    /**
     * Asks the server to stop in order and waits.
     *
     * @return what it printed after {@code ready}
     */
    public List<String> stop() {
        process.toHandle().destroy(); // Process.destroy() would close the streams too
        List<String> last = output.lines().toList();
        if (awaitExit() != 0) {
            throw new IllegalStateException("the server ended with exit code " + process.exitValue() + ": " + errors());
        }
        return last;
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for the server", e);
    }

    @Override
    public void close() {
        kill();
    }
}
