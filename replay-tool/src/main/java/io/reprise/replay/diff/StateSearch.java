package io.reprise.replay.diff;

import io.reprise.journal.Playback;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.replay.FrameText;
import java.util.List;

/** Finds the first frame after which the states of two runs differ, by executing both again from where they did not. */
record StateSearch(
        RunDirectory runA,
        List<MachineProvider> machinesA,
        RunDirectory runB,
        List<MachineProvider> machinesB,
        boolean withKernel) {

    /**
     * @param same a sequence at which the states are the same
     * @param different one at which they are not
     */
    RunDiff.StateAt between(long same, long different) {
        try (RunDigests digestsA = new RunDigests(runA, false);
                Playback a = Playback.fromNewestUpTo(same, runA, machinesA, digestsA, line -> {});
                RunDigests digestsB = new RunDigests(runB, false);
                Playback b = Playback.fromNewestUpTo(same, runB, machinesB, digestsB, line -> {})) {
            execute(a, same);
            execute(b, same);
            for (long sequence = same + 1; sequence <= different; sequence++) {
                execute(a, sequence);
                execute(b, sequence);
                if (StateDifference.hash(a.machines(), withKernel) != StateDifference.hash(b.machines(), withKernel)) {
                    break;
                }
            }
            return new RunDiff.StateAt(
                    a.reader().sequence(),
                    new FrameText(machinesA).line(a.reader().frame()),
                    StateDifference.of(a.machines(), b.machines()).orElseThrow());
        }
    }

    private static void execute(Playback playback, long to) {
        int frames = 1;
        while (frames > 0 && playback.reader().sequence() < to) {
            frames =
                    playback.step((int) Math.min(1 << 20, to - playback.reader().sequence()));
        }
    }
}
