package io.reprise.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Every sequence at which a run noted its hashes: at orderly stops, in snapshots, and every so many inputs. */
public final class RecordedStates {
    private RecordedStates() {}

    /** In order of sequence. A snapshot whose header cannot be used is left out; who restores it hears of it. */
    public static List<StateLog.Entry> of(RunDirectory run) {
        List<StateLog.Entry> entries = new ArrayList<>(run.stateLog().read());
        entries.addAll(HashLog.read(run));
        for (Path file : Snapshot.newestFirst(run)) {
            try {
                entries.add(Snapshot.read(run, file).entry());
            } catch (RunUnusableException e) {
                // evidence less
            }
        }
        entries.sort(Comparator.comparingLong(StateLog.Entry::sequence));
        return entries;
    }
}
