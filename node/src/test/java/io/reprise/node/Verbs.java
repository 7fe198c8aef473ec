package io.reprise.node;

import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs a verb of the packaged program to its end, through the launcher. */
final class Verbs {
    private static final String LAUNCHER =
            Path.of(System.getProperty("reprise.home"), "reprise").toString();

    private Verbs() {}

    /** @param scratch gets the child's output */
    static Outcome run(Path scratch, String... verb) {
        return run(scratch, Map.of(), verb);
    }

    /** @param environment such as {@code JAVA_HOME} or {@code REPRISE_JAVA_OPTS} */
    static Outcome run(Path scratch, Map<String, String> environment, String... verb) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("REPRISE_BUILD", "never");
        all.putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        String[] command = Stream.concat(Stream.of(LAUNCHER), Stream.of(verb)).toArray(String[]::new);
        try {
            return ChildProcess.run(scratch, all, command);
        } catch (IOException e) {
            throw new AssertionError("cannot run " + List.of(command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** {@code reprise replay}. */
    static Outcome replay(Path scratch, Path run) {
        return run(scratch, "replay", run.toString());
    }

    /** The last line a program printed. */
    static String lastLine(Outcome outcome) {
        List<String> lines = outcome.output().lines().toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    /** Standard error without what precedes the sentences: {@code reprise:}, or in a log time, level, module and state. */
    static String said(String error) {
        return error.replaceAll("(?m)^(reprise|[-0-9T:.]+Z (INFO|WARN|ERROR) +[a-z]+( [A-Z]+)?): ", "");
    }
}
