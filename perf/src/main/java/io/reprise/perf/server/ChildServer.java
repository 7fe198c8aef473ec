package io.reprise.perf.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A server in a JVM of its own, on free loopback ports, with the flags and the class path of this one. It says
 * {@code listening NAME HOST:PORT} for each port and then {@code ready}.
 */
public final class ChildServer implements AutoCloseable {
    private static final String PROGRAM = "io.reprise.node.Main";
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final long STOP_SECONDS = 60;

    private final Process process;
    private final Path errors;
    private final BufferedReader output;
    private final Map<String, Integer> ports = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();

    private ChildServer(List<String> command, Path errors) throws IOException {
        this.errors = errors;
        this.process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        readUntilReady();
    }

    /**
     * {@code reprise serve} on a run.
     *
     * @param core to pin the whole process to, or -1
     */
    public static ChildServer serve(Path run, int core, String... flags) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--run", run.toString(), "--http", "0", "--binary", "0"));
        arguments.addAll(List.of(flags));
        Files.createDirectories(run);
        return new ChildServer(command(core, PROGRAM, arguments), run.resolve("server.err"));
    }

    /** Another main class. */
    public static ChildServer start(Class<?> main, int core, Path errors, String... arguments) throws IOException {
        return new ChildServer(command(core, main.getName(), List.of(arguments)), errors);
    }

    private static List<String> command(int core, String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (core >= 0 && Files.isExecutable(TASKSET)) {
            command.addAll(List.of(TASKSET.toString(), "-c", Integer.toString(core)));
        }
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return command;
    }

    private void readUntilReady() throws IOException {
        String line;
        while ((line = output.readLine()) != null) {
            lines.add(line);
            if (line.equals("ready")) {
                return;
            }
            String[] words = line.split(" ");
            if (words.length == 3 && words[0].equals("listening")) {
                ports.put(words[1], Integer.parseInt(words[2].substring(words[2].lastIndexOf(':') + 1)));
            }
        }
        throw new IOException(
                "the server did not start: " + Files.readString(errors).strip());
    }

    /** Loopback port by name: http, binary or raw. */
    public int port(String name) {
        return ports.get(name);
    }

    /** Processor time the server has used. */
    public Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
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
        try {
            List<String> last = output.lines().toList();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server did not stop within " + STOP_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException("the server ended with exit code " + process.exitValue() + ": "
                        + Files.readString(errors).strip());
            }
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the server stops", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
