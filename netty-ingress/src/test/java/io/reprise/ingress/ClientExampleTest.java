package io.reprise.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.client.RepriseClient;
import io.reprise.kernel.stage.ThreadingMode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in the Javadoc of {@link RepriseClient}, and so the one in docs/client.md, compiles and runs. */
final class ClientExampleTest {
    private static final Path SOURCE = Path.of("src/main/java/io/reprise/ingress/client/RepriseClient.java");
    private static final Path DOCUMENT = Path.of("../docs/client.md");

    @TempDir
    private Path directory;

    private static String example() throws Exception {
        Matcher matcher =
                Pattern.compile("(?s)<pre>\\{@code\\n(.*?) \\* \\}</pre>").matcher(Files.readString(SOURCE));
        assertTrue(matcher.find(), "there is an example");
        return matcher.group(1).replaceAll("(?m)^ \\* ", "");
    }

    @Test
    void shouldStandInTheDocument() throws Exception {
        assertTrue(Files.readString(DOCUMENT).contains("```java\n" + example() + "```"), "docs/client.md has it too");
    }

    @Test
    void shouldCompileAndRun() throws Exception {
        Path source = directory.resolve("Example.java");
        Files.writeString(
                source,
                "import io.reprise.ingress.client.*;\nimport java.nio.*;\nimport java.util.concurrent.*;\n"
                        + "public class Example {\n"
                        + "public static void run(java.io.PrintStream out, String host, int port) throws Exception {\n"
                        + example().replace("System.out", "out") + "}}\n");
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, complaints, "-cp", System.getProperty("java.class.path"), source.toString());
        assertEquals(0, result, () -> complaints.toString(StandardCharsets.UTF_8));

        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE);
                URLClassLoader loader =
                        new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            loader.loadClass("Example")
                    .getMethod("run", PrintStream.class, String.class, int.class)
                    .invoke(
                            null,
                            new PrintStream(printed, true, StandardCharsets.UTF_8),
                            "127.0.0.1",
                            edge.binary().getPort());
        }
        assertEquals("sum 5", printed.toString(StandardCharsets.UTF_8).strip());
    }
}
