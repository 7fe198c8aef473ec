package io.reprise.replay.verify;

import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunUnusableException;
import io.reprise.journal.monitor.Counters;
import io.reprise.journal.monitor.Errors;
import io.reprise.replay.latency.log.LatencyCheck;
import java.io.File;
import java.nio.file.Path;

/** Files that prove nothing and are there for people. What is wrong with them is a note. */
final class SideFiles {
    private static final int FOREIGN_NAMED = 20;

    private final RunDirectory run;
    private final RunFiles files;
    private final Findings findings;

    SideFiles(RunDirectory run, RunFiles files, Findings findings) {
        this.run = run;
        this.files = files;
        this.findings = findings;
    }

    void read() {
        int notes = findings.notes().size();
        for (Path file : files.of(Part.LATENCY)) {
            note(LatencyCheck.problem(file));
        }
        result(Part.LATENCY, notes);
        notes = findings.notes().size();
        for (Path file : files.of(Part.COUNTERS)) {
            note(problem(() -> Counters.read(file.getParent())));
        }
        result(Part.COUNTERS, notes);
        notes = findings.notes().size();
        for (Path file : files.of(Part.ERRORS)) {
            note(problem(() -> Errors.read(file)));
        }
        result(Part.ERRORS, notes);
        findings.result(Part.UNREAD, files.of(Part.UNREAD).isEmpty() ? "" : "the lock, and what Chronicle keeps");
        readForeign();
    }

    private void readForeign() {
        int count = files.of(Part.FOREIGN).size();
        files.of(Part.FOREIGN).stream()
                .limit(FOREIGN_NAMED)
                .forEach(file -> findings.note(files.name(file) + " does not belong to the run"));
        if (count > FOREIGN_NAMED) {
            findings.note("nor do " + (count - FOREIGN_NAMED) + " more files");
        }
        findings.result(Part.FOREIGN, count == 0 ? "" : "not of this run");
    }

    private String problem(Runnable reading) {
        try {
            reading.run();
            return "";
        } catch (RunUnusableException e) {
            return e.getMessage().replace(run.path() + File.separator, ""); // as findings name files
        }
    }

    private void note(String problem) {
        if (!problem.isEmpty()) {
            findings.note(problem);
        }
    }

    private void result(Part part, int notesBefore) {
        if (!files.of(part).isEmpty()) {
            findings.result(part, findings.notes().size() == notesBefore ? "readable" : "not readable in full");
        }
    }
}
