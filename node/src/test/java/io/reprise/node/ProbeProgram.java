package io.reprise.node;

import io.reprise.kernel.machine.MachineProvider;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packaged program with one more jar on its class path, the one of {@link ProbeProvider}. */
final class ProbeProgram {
    private static final Path PROGRAM = Path.of(System.getProperty("reprise.jar"));

    private final List<String> command;

    private ProbeProgram(List<String> command) {
        this.command = command;
    }

    /** @param directory gets the jar */
    static ProbeProgram pack(Path directory) throws IOException {
        Path jar = directory.resolve("probe.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Class<?> part : List.of(ProbeProvider.class, ProbeProvider.Probe.class)) {
                String name = part.getName().replace('.', '/') + ".class";
                try (InputStream bytes = ProbeProvider.class.getClassLoader().getResourceAsStream(name)) {
                    add(out, name, bytes.readAllBytes());
                }
            }
            add(
                    out,
                    "META-INF/services/" + MachineProvider.class.getName(),
                    ProbeProvider.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(moduleFlags());
        command.addAll(List.of("-cp", classPath(jar), Main.class.getName()));
        return new ProbeProgram(command);
    }

    /** Starts servers that have the probe. */
    ServerProcess.Launch launch(Path run) {
        String quoted = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        // the first argument is the launcher, which would not know the jar
        return new ServerProcess.Launch().run(run).prefix("sh", "-c", "shift && exec " + quoted + " \"$@\"", "sh");
    }

    /** Runs a verb to its end. */
    ChildProcess.Outcome run(Path scratch, String... verb) throws IOException, InterruptedException {
        String[] all = Stream.concat(command.stream(), Stream.of(verb)).toArray(String[]::new);
        return ChildProcess.run(scratch, java.util.Map.of(), all);
    }

    /** This many JVM flags first: how another JVM is tried. */
    ProbeProgram withFlags(String... flags) {
        List<String> changed = new ArrayList<>(command);
        changed.addAll(1, List.of(flags));
        return new ProbeProgram(changed);
    }

    /** With the {@code java} of another installation. */
    ProbeProgram withJava(Path installation) {
        List<String> changed = new ArrayList<>(command);
        changed.set(0, installation.resolve("bin").resolve("java").toString());
        return new ProbeProgram(changed);
    }

    private static void add(JarOutputStream out, String name, byte[] bytes) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(bytes);
        out.closeEntry();
    }

    private static String classPath(Path jar) {
        return PROGRAM + File.pathSeparator + PROGRAM.resolveSibling("lib") + File.separator + "*" + File.pathSeparator
                + jar;
    }

    /** The manifest's: they count only with {@code -jar}. */
    private static List<String> moduleFlags() throws IOException {
        try (JarFile jar = new JarFile(PROGRAM.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            List<String> flags = new ArrayList<>();
            for (String module : manifest.getValue("Add-Exports").split(" ")) {
                flags.add("--add-exports=" + module + "=ALL-UNNAMED");
            }
            for (String module : manifest.getValue("Add-Opens").split(" ")) {
                flags.add("--add-opens=" + module + "=ALL-UNNAMED");
            }
            return flags;
        }
    }
}
