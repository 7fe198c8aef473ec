package io.reprise.perf.faults;

import io.reprise.journal.BootId;
import io.reprise.journal.JournalReader;
import io.reprise.journal.RunDirectory;
import io.reprise.perf.Scratch;
import io.reprise.perf.faults.Records.Record;
import io.reprise.perf.server.ChildServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The end of the journal is torn off at many places, as a loss of power may leave it: cut off, or zeros from there on.
 * Every time the exact valid prefix must be read, and the loss named. A reader in this process does that for every
 * place, {@code reprise serve} and a replay of what it served for every fiftieth.
 */
final class TornFault implements Fault {
    private static final int LOAD_MS = 300;
    private static final int RECORDS_TORN = 400;
    private static final int SERVE_EVERY = 50;

    @Override
    public String name() {
        return "torn";
    }

    @Override
    public String summary() {
        return "the end of the journal torn off: the exact valid prefix is read, and the loss named";
    }

    @Override
    public int rounds(boolean full) {
        return full ? 1_000 : 100;
    }

    @Override
    public String obstacle() {
        return Shell.missing(List.of("cp"));
    }

    @Override
    public void run(Trial trial) throws Exception {
        Path run = trial.directory().resolve("run");
        recordAKilledRun(run, trial);
        Reboot.of(run);
        Records records = Records.of(run);
        try (Vandal vandal = new Vandal(records.file())) {
            for (int round = 0; round < trial.rounds(); round++) {
                boolean zeros = round % 2 == 0;
                long offset = place(records, trial, round);
                vandal.tear(offset, zeros);
                String what = (zeros ? "zeros from offset " : "cut off at offset ") + offset;
                long expected = lastIntact(records, zeros ? vandal.firstNonZero(offset) : offset);
                requirePrefix(run, records, expected, trial.tally(), what);
                if (round % SERVE_EVERY == 0) {
                    requireServed(run, expected, trial, what);
                }
                vandal.restore();
                trial.endRound(what);
            }
        }
    }

    private static void recordAKilledRun(Path run, Trial trial) throws Exception {
        Audit audit = new Audit(trial.tally());
        List<AddLoad> clients = trial.clients(AddLoad::exactlyOnce);
        try (ChildServer server = trial.serving(run).start()) {
            Trial.load(clients, server);
            TimeUnit.MILLISECONDS.sleep(LOAD_MS);
            server.kill();
            Trial.collect(clients, audit);
        }
        audit.check(run, false, "before anything was torn");
    }

    /** Around the ends of records, and anywhere. */
    private static long place(Records records, Trial trial, int round) {
        List<Record> all = records.all();
        Record record = all.get(trial.random().nextInt(Math.max(0, all.size() - RECORDS_TORN), all.size()));
        return round % 4 < 2
                ? record.end() + trial.random().nextInt(-4, 5)
                : record.offset() + trial.random().nextInt(record.length());
    }

    /** The sequence of the last record before the first byte that is lost. */
    private static long lastIntact(Records records, long firstLost) {
        return records.all().stream()
                .filter(record -> record.end() <= firstLost)
                .mapToLong(Record::sequence)
                .max()
                .orElseThrow();
    }

    private static void requirePrefix(Path run, Records records, long expected, Tally tally, String what) {
        try (RunDirectory directory = RunDirectory.open(run);
                JournalReader reader = new JournalReader(directory, BootId.current())) {
            while (reader.next()) {
                // every frame is proven by its link
            }
            long first = records.all().get(0).sequence();
            int link = records.all().get((int) (expected - first)).link();
            tally.require(
                    reader.sequence() == expected && reader.link() == link,
                    what + ": read up to sequence " + reader.sequence() + ", not " + expected);
            tally.require(!reader.tail().sentence().isEmpty(), what + ": nothing was said about the loss");
        } catch (RuntimeException e) {
            tally.fail(what + ": " + e);
        }
    }

    /** A start on a copy goes on from there, says what is lost, and the run replays. */
    private static void requireServed(Path run, long expected, Trial trial, String what) throws IOException {
        Path copy = trial.directory().resolve("served");
        Shell.copy(run, copy);
        try (ChildServer server = trial.serving(copy).start()) {
            List<String> last = server.stop();
            trial.tally()
                    .require(
                            last.stream().anyMatch(line -> line.startsWith("stopped: " + expected + " events")),
                            what + ": served " + last + ", expected " + expected + " events");
            trial.tally().require(Reboot.isSaid(server.errors()), what + ": the start said only: " + server.errors());
        }
        new Audit(trial.tally()).requireIdentical(copy, what);
        Scratch.delete(copy);
    }
}
