package io.reprise.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The packaged program serving a run, in a process of its own that the launcher started. The launcher becomes the JVM
 * (it says {@code exec}), so signals and {@link #pid()} mean the JVM. One thread.
 *
 * <p>Closing kills what still runs. So does the end of the tests' own JVM, however a test ends.
 */
final class ServerProcess implements AutoCloseable {
    private static final Path LAUNCHER = Path.of(System.getProperty("reprise.home"), "reprise");
    private static final Path FRESH_RUNS = Path.of(System.getProperty("reprise.jar"))
            .toAbsolutePath()
            .getParent()
            .resolveSibling("test-runs");
    private static final int SECONDS_MAX = 60;
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path run;
    private final Path scratch;
    private final List<String> output = new ArrayList<>();
    private final BufferedReader outputReader;

    private ServerProcess(Process process, Path run, Path scratch) {
        this.process = process;
        this.run = run;
        this.scratch = scratch;
        this.outputReader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        ALIVE.add(process);
        process.onExit().thenAccept(ALIVE::remove);
    }

    /** How a server is to be started. */
    static final class Launch {
        private final List<String> prefix = new ArrayList<>();
        private final List<String> flags = new ArrayList<>();
        private final Map<String, String> environment = new TreeMap<>();
        private String javaOptions;
        private Path run;
        private int binaryPort;

        /** A port for the binary protocol; without this a free one. */
        Launch binaryPort(int port) {
            binaryPort = port;
            return this;
        }

        /** The run to serve; without this a fresh one, deleted at the end. */
        Launch run(Path directory) {
            run = directory;
            return this;
        }

        /** Flags of {@code reprise serve}. */
        Launch flags(Collection<String> more) {
            flags.addAll(more);
            return this;
        }

        Launch flags(String... more) {
            return flags(List.of(more));
        }

        /** In place of the launcher's memory and GC flags. */
        Launch javaOptions(String options) {
            javaOptions = options;
            return this;
        }

        /** A variable of its environment. */
        Launch environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** A program that starts the one given as its last arguments, such as {@code strace -f}. */
        Launch prefix(String... program) {
            prefix.addAll(List.of(program));
            return this;
        }

        /** A shell's limit on open files. */
        Launch openFilesMax(int count) {
            return prefix("sh", "-c", "ulimit -n " + count + " && exec \"$@\"", "sh");
        }

        /** Starts the server and waits until it is ready. */
        ServerProcess start() throws IOException {
            ServerProcess server = launch();
            try {
                server.awaitReady();
                return server;
            } catch (RuntimeException | Error e) {
                server.close();
                throw e;
            }
        }

        /** Starts the server and waits until it is ready or has ended. */
        ServerProcess startOrEnd() throws IOException {
            ServerProcess server = launch();
            if (!server.readOutput("ready")) {
                server.awaitExit();
            }
            return server;
        }

        /** Starts the server and waits for nothing, for one that is not expected to become ready. */
        ServerProcess launch() throws IOException {
            Files.createDirectories(FRESH_RUNS);
            Path scratch = Files.createTempDirectory(FRESH_RUNS, "server-");
            Path directory = run == null ? scratch.resolve("run") : run;
            List<String> command = new ArrayList<>(prefix);
            command.addAll(List.of(LAUNCHER.toString(), "serve", "--http", "0"));
            command.addAll(List.of("--binary", Integer.toString(binaryPort)));
            command.addAll(List.of("--run", directory.toString()));
            command.addAll(flags);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(scratch.toFile())
                    .redirectError(scratch.resolve("stderr.txt").toFile());
            // The JVM announces these on standard error.
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
            builder.environment().put("REPRISE_BUILD", "never");
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            if (javaOptions != null) {
                builder.environment().put("REPRISE_JAVA_OPTS", javaOptions);
            }
            return new ServerProcess(builder.start(), directory, scratch);
        }
    }

    /** A fresh run, served with these flags. */
    static ServerProcess start(String... flags) throws IOException {
        return new Launch().flags(flags).start();
    }

    /** A run that may have been served before, with these flags. */
    static ServerProcess start(Path run, String... flags) throws IOException {
        return new Launch().run(run).flags(flags).start();
    }

    /** Of the JVM. */
    long pid() {
        return process.pid();
    }

    Path run() {
        return run;
    }

    InetSocketAddress http() {
        return address("listening http ");
    }

    InetSocketAddress binary() {
        return address("listening binary ");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits; false as soon as the server has ended. */
    boolean isAliveAfter(long seconds) throws InterruptedException {
        return !process.waitFor(seconds, TimeUnit.SECONDS);
    }

    /** Waits until a server that was launched listens; it may not be ready. */
    ServerProcess awaitListening() {
        awaitOutput("listening binary ");
        return this;
    }

    /** Waits until a server that was launched is ready. */
    ServerProcess awaitReady() {
        awaitOutput("ready");
        return this;
    }

    /** SIGTERM, and the wait for the end. Returns the exit code. */
    int terminate() {
        signal();
        return awaitExit();
    }

    /** SIGTERM. */
    void signal() {
        process.toHandle().destroy(); // Process.destroy() would close the output with the last line in it
    }

    /** SIGKILL, and the wait for the end. */
    void kill() {
        process.toHandle().destroyForcibly();
        awaitExit();
    }

    /** Waits for the end. Returns the exit code. */
    int awaitExit() {
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("the server did not end; it said: " + stderr());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the server was to end", e);
        }
    }

    /** Standard error so far. */
    String stderr() {
        try {
            return Files.readString(scratch.resolve("stderr.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Standard output until the server was ready; all of it once the server has ended. */
    List<String> stdout() {
        if (!process.isAlive()) {
            readOutput("\n"); // which no line begins with
        }
        return List.copyOf(output);
    }

    /** A value of {@code /metrics}, by its whole name and labels. */
    double metric(String name) throws IOException {
        try (RawHttp http = RawHttp.connect(http())) {
            String page = http.exchange("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .body();
            return page.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no metric " + name + " in\n" + page));
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly); // a JVM under strace outlives strace
        process.destroyForcibly();
        awaitExit();
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitOutput(String beginOfLine) {
        CompletableFuture<Boolean> ready = CompletableFuture.supplyAsync(() -> readOutput(beginOfLine));
        try {
            if (ready.get(SECONDS_MAX, TimeUnit.SECONDS)) {
                return;
            }
            throw new AssertionError("the server ended with code " + awaitExit() + ": " + stderr());
        } catch (TimeoutException e) {
            throw new AssertionError("the server was not ready in time: " + stderr(), e);
        } catch (ExecutionException e) {
            throw new AssertionError("the server's output could not be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the server was starting", e);
        }
    }

    /** Reads up to a line; false when the output ends before. */
    private boolean readOutput(String beginOfLastLine) {
        try {
            for (String line = outputReader.readLine(); line != null; line = outputReader.readLine()) {
                output.add(line);
                if (line.startsWith(beginOfLastLine)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InetSocketAddress address(String prefix) {
        for (String line : output) {
            if (line.startsWith(prefix)) {
                int colon = line.lastIndexOf(':');
                int port = Integer.parseInt(line.substring(colon + 1));
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            }
        }
        throw new AssertionError("the server did not say \"" + prefix + "\": " + output);
    }
}
