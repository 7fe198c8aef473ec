package io.reprise.perf.faults;

import io.reprise.kernel.ExitCode;
import io.reprise.perf.server.ChildServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The disk fails a sync under load in mode durable: strace answers EIO in place of the kernel. No answer may leave after
 * that, no sync may be tried again, and the process must end with its own exit code. The next start, on a sound disk, goes
 * on with everything that was acknowledged.
 *
 * <p>Rounds go through the calls 1, 2, 10 and 100 of a thread, in turn of the journal's own (fdatasync) and of every kind
 * of sync, of which the first ones belong to the start; after eight rounds every call of both was failed.
 */
final class EioFault implements Fault {
    private static final List<Integer> CALLS = List.of(1, 2, 10, 100);
    private static final List<String> KINDS = List.of("fdatasync", "fsync,fdatasync,msync");
    private static final Pattern LINE = Pattern.compile("[0-9]+ +([0-9]+\\.[0-9]+) (.*)");

    @Override
    public String name() {
        return "eio";
    }

    @Override
    public String summary() {
        return "a sync that fails, at call 1, 2, 10 and 100: nothing is acknowledged after it";
    }

    @Override
    public int rounds(boolean full) {
        return CALLS.size() * KINDS.size();
    }

    @Override
    public String obstacle() {
        try {
            Shell.run("strace", "-D", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "true");
            return "";
        } catch (IOException e) {
            return "strace cannot be used: " + e.getMessage();
        }
    }

    @Override
    public void run(Trial trial) throws Exception {
        double slowest = 0;
        for (int round = 0; round < trial.rounds(); round++) {
            int call = CALLS.get(round % CALLS.size());
            String kind = KINDS.get((round + round / CALLS.size()) % KINDS.size());
            Path run = trial.directory().resolve("run-" + (round + 1));
            Path trace = trial.directory().resolve("trace-" + (round + 1) + ".txt");
            String what = "EIO at " + kind + " number " + call;
            Audit audit = new Audit(trial.tally());
            List<AddLoad> clients = trial.clients(AddLoad::exactlyOnce);
            loadUntilFailure(run, trace, kind, call, clients, trial, audit, what);
            slowest = Math.max(slowest, requireSilence(trace, trial.tally(), what));
            trial.finish(trial.serving(run, "--ack", "durable"), run, clients, audit, what);
            trial.endRound(what);
        }
        trial.tally()
                .note(String.format(
                        Locale.ROOT, "from the failed sync to the end of the process %.0f ms at most", slowest * 1e3));
    }

    private static void loadUntilFailure(
            Path run, Path trace, String kind, int call, List<AddLoad> clients, Trial trial, Audit audit, String what)
            throws Exception {
        ChildServer.Launch launch = trial.serving(run, "--ack", "durable", "--threading", "inline")
                .prefix("strace", "-D", "-f", "-ttt", "-qq", "-y", "--seccomp-bpf", "-s", "0", "-o", trace.toString())
                .prefix("-e", "trace=fsync,fdatasync,msync,write,writev,sendto,sendmsg,exit_group")
                .prefix("-e", "inject=" + kind + ":error=EIO:when=" + call);
        try (ChildServer server = launch.launch()) {
            boolean ready = server.awaitReady();
            if (ready) {
                Trial.load(clients, server);
                Trial.collect(clients, audit);
            }
            int exitCode = server.awaitExit();
            trial.tally()
                    .require(
                            exitCode == ExitCode.STORAGE_FAILED || !ready && exitCode == ExitCode.UNUSABLE,
                            what + ": exit code " + exitCode + ", " + server.errors());
            trial.tally()
                    .require(
                            server.errors().contains("cannot sync")
                                    || server.errors().contains("cannot write"),
                            what + ": it only said: " + server.errors());
        }
    }

    /**
     * No answer and no sync after the failure.
     *
     * @return seconds from the failure to the end of the process
     */
    private static double requireSilence(Path trace, Tally tally, String what) throws IOException {
        double failed = 0;
        double ended = 0;
        for (String line : Files.readAllLines(trace)) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            double time = Double.parseDouble(matcher.group(1));
            String call = matcher.group(2);
            if (failed == 0 && call.contains("EIO")) {
                failed = time;
            } else if (call.startsWith("exit_group")) {
                ended = time;
            } else if (failed > 0) {
                tally.require(!call.contains("<socket:["), what + ": it answered after that: " + call);
                tally.require(!call.contains(".cq4>"), what + ": it tried again: " + call);
            }
        }
        tally.require(failed > 0, what + ": no call failed");
        return Math.max(0, ended - failed);
    }
}
