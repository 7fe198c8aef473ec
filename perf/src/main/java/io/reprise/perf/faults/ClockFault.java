package io.reprise.perf.faults;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import io.reprise.perf.server.ChildServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The wall clock jumps by an hour, forwards and backwards, while the server runs under load and between two starts:
 * libfaketime tells the child another time; the system's own clock stays. Time in the journal must never go back, and a
 * timer that fires every 50 ms must go on doing so.
 */
final class ClockFault implements Fault {
    /** What is added to the wall clock: at the start, and then one after the other. */
    private static final List<List<String>> JUMPS = List.of(
            List.of("+0", "+1h", "-1h"), List.of("-1h", "+1h"), List.of("+0", "-1h", "+1h"), List.of("-1h", "+0"));

    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String CACHE_SECONDS = "1"; // libfaketime looks into its file so often
    private static final long WATCH_NS = 2_000_000_000;
    private static final long STALL_NS = 1_000_000_000;
    private static final int STALL_POLLS = 50; // a machine that is too busy answers fewer
    private static final long POLL_MS = 10;
    private static final int TIMEOUT_MS = 60_000;

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public String summary() {
        return "the wall clock jumps by an hour and back, under load and between starts";
    }

    @Override
    public int rounds(boolean full) {
        return full ? 40 : JUMPS.size();
    }

    @Override
    public String obstacle() {
        return library().isEmpty() ? "libfaketime is not installed (on Debian: apt-get install faketime)" : "";
    }

    private static String library() {
        try (Stream<Path> files = Files.find(
                LIBRARIES, 3, (path, attributes) -> path.endsWith(Path.of("faketime", "libfaketimeMT.so.1")))) {
            return files.map(Path::toString).findFirst().orElse("");
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    @Override
    public void run(Trial trial) throws Exception {
        Path run = trial.directory().resolve("run");
        Path clock = trial.directory().resolve("clock");
        List<MachineProvider> machines = new ArrayList<>(Machines.discover());
        machines.add(new MetronomeProvider());
        Audit audit = new Audit(trial.tally(), machines);
        Ticks ticks = new Ticks(trial.tally());
        List<AddLoad> clients = trial.clients(AddLoad::exactlyOnce);
        for (int round = 0; round < trial.rounds(); round++) {
            List<String> jumps = JUMPS.get(round % JUMPS.size());
            String what = "clock at " + String.join(", ", jumps);
            Files.writeString(clock, jumps.get(0) + "\n");
            try (ChildServer server = serving(run, clock, trial).start()) {
                requireBelieved(run, jumps.get(0), trial.tally());
                Trial.load(clients, server);
                try (FrameSocket metronome = FrameSocket.connect(server.address("binary"), TIMEOUT_MS)) {
                    for (String jump : jumps) {
                        Files.writeString(clock, jump + "\n");
                        ticks.watch(metronome, "round " + (round + 1) + ", clock at " + jump);
                    }
                }
                server.kill();
                Trial.collect(clients, audit);
            }
            audit.check(run, false, "round " + (round + 1) + ", " + what);
            trial.endRound(what);
        }
        trial.finish(serving(run, clock, trial), run, clients, audit, "at the end");
        trial.tally()
                .note(String.format(
                        Locale.ROOT,
                        "a timer of %d ms fired every %.0f to %.0f ms on average; the longest it did not was %.0f ms",
                        MetronomeProvider.PERIOD_NS / 1_000_000,
                        ticks.shortestMs,
                        ticks.longestMs,
                        ticks.silenceMs));
    }

    private static ChildServer.Launch serving(Path run, Path clock, Trial trial) throws IOException {
        Path services = trial.directory().resolve("services");
        Path service = services.resolve("META-INF/services").resolve(MachineProvider.class.getName());
        Files.createDirectories(service.getParent());
        Files.writeString(service, MetronomeProvider.class.getName() + "\n");
        return trial.serving(run)
                .classPath(services)
                .environment("LD_PRELOAD", library())
                .environment("FAKETIME_TIMESTAMP_FILE", clock.toString())
                .environment("FAKETIME_CACHE_DURATION", CACHE_SECONDS)
                .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                // else every wait by the monotonic clock ends at once
                .environment("FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /** The server notes the wall clock of its start: it must have been told the wrong one. */
    private static void requireBelieved(Path run, String jump, Tally tally) throws IOException {
        Matcher times = Pattern.compile("\"time\" : \"([^\"]+)\"").matcher(Files.readString(run.resolve("run.json")));
        Instant last = Instant.EPOCH;
        while (times.find()) {
            last = Instant.parse(times.group(1));
        }
        Duration jumped = Duration.between(Instant.now(), last);
        long expectedHours = jump.equals("+0") ? 0 : Long.parseLong(jump.replace("h", ""));
        tally.require(
                Math.abs(jumped.minusHours(expectedHours).toMinutes()) < 30,
                "the clock was not faked: it started at " + last + " with the clock at " + jump);
    }

    /** Watches the metronome. */
    private static final class Ticks {
        private final Tally tally;
        private double shortestMs = Double.MAX_VALUE;
        private double longestMs;
        private double silenceMs;

        private Ticks(Tally tally) {
            this.tally = tally;
        }

        private void watch(FrameSocket metronome, String when) throws IOException, InterruptedException {
            long first = count(metronome);
            long last = first;
            long startNs = System.nanoTime();
            long changedNs = startNs;
            long nowNs = startNs;
            int polls = 0;
            while (nowNs - startNs < WATCH_NS) {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
                long count = count(metronome);
                nowNs = System.nanoTime();
                silenceMs = Math.max(silenceMs, (nowNs - changedNs) / 1e6);
                polls++;
                if (count != last) {
                    changedNs = nowNs;
                    polls = 0;
                } else if (nowNs - changedNs > STALL_NS && polls > STALL_POLLS) {
                    tally.fail(when + ": the timer did not fire for a second");
                    return;
                }
                last = count;
            }
            double periodMs = (nowNs - startNs) / 1e6 / Math.max(1, last - first);
            shortestMs = Math.min(shortestMs, periodMs);
            longestMs = Math.max(longestMs, periodMs);
            tally.require(
                    periodMs > MetronomeProvider.PERIOD_NS / 2e6, when + ": the timer fired every " + periodMs + " ms");
        }

        private static long count(FrameSocket metronome) throws IOException {
            metronome.send(FrameSocket.request(MetronomeProvider.SERVICE, MetronomeProvider.COUNT));
            FrameFlyweight answer = metronome.read();
            if (answer.kind() != FrameKind.RESPONSE) {
                throw new IOException("expected a count, got " + answer);
            }
            return answer.buffer().getLong(answer.payloadOffset(), FrameLayout.ORDER);
        }
    }
}
