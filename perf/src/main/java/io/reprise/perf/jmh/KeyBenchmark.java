package io.reprise.perf.jmh;

import io.reprise.ingress.security.Access;
import io.reprise.ingress.security.ApiKey;
import io.reprise.ingress.security.KeyEntry;
import io.reprise.ingress.security.KeyRing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Looking up a key, per connection, and asking what it allows, per frame. The times of the keys should not differ by more
 * than their noise: what differs could be listened to.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KeyBenchmark {
    private static final int ECHO = 1;

    /** Which key is shown. */
    @Param({"right", "wrong from the start", "wrong at the end", "unknown id"})
    public String shown;

    private KeyRing keys;
    private String key;
    private Access access;

    @Setup(Level.Trial)
    public void make() {
        ApiKey right = ApiKey.create("ci");
        KeyEntry entry = KeyEntry.of(right, new TreeSet<>(List.of("echo")), Instant.MAX);
        keys = KeyRing.of(List.of(entry), Map.of("echo", ECHO, "llm", 2), 0);
        access = keys.access(right.text(), 0);
        String text = right.text();
        key = switch (shown) {
            case "right" -> text;
            case "wrong from the start" -> "ci." + ApiKey.create("ci").secret();
            case "wrong at the end" -> text.substring(0, text.length() - 1) + "!";
            default -> "cj." + right.secret();
        };
    }

    @Benchmark
    public Access lookUp() {
        return keys.access(key, 0);
    }

    @Benchmark
    public boolean allows() {
        return access.allows(ECHO);
    }
}
