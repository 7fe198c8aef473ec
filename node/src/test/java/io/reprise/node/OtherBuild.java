package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The jar of the llm machine as another build would have made it: one line of its source changed, compiled and packed. */
final class OtherBuild {
    private static final Path LIBRARIES =
            Path.of(System.getProperty("reprise.jar")).resolveSibling("lib");
    private static final Path SOURCES =
            Path.of(System.getProperty("reprise.home")).resolve("simulations/llm/src/main/java");

    private OtherBuild() {}

    /**
     * @param source of a class, below the module's sources
     * @param line as it stands there, once
     */
    static Path ofLlm(Path directory, String source, String line, String changed) throws IOException {
        String text = Files.readString(SOURCES.resolve(source));
        assertEquals(2, text.split(java.util.regex.Pattern.quote(line), -1).length, "not there once: " + line);
        Path file = directory.resolve("sources").resolve(source);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.replace(line, changed));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Path original = original();
        String classPath = original + File.pathSeparator + allLibraries();
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-nowarn", "-cp", classPath, "-d", classes.toString(), file.toString());
        assertEquals(0, failed);
        return pack(original, classes, directory.resolve("other-llm.jar"));
    }

    private static Path original() throws IOException {
        try (Stream<Path> jars = Files.list(LIBRARIES)) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("reprise-llm-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String allLibraries() throws IOException {
        try (Stream<Path> jars = Files.list(LIBRARIES)) {
            return String.join(File.pathSeparator, jars.map(Path::toString).toList());
        }
    }

    private static Path pack(Path original, Path classes, Path to) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (JarFile jar = new JarFile(original.toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                try (InputStream bytes = jar.getInputStream(entry)) {
                    entries.put(entry.getName(), bytes.readAllBytes());
                }
            }
        }
        try (Stream<Path> compiled = Files.walk(classes)) {
            for (Path file : compiled.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                assertTrue(entries.containsKey(name), name);
                entries.put(name, Files.readAllBytes(file));
            }
        }
        try (OutputStream file = Files.newOutputStream(to);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return to;
    }
}
