package io.reprise.perf.faults;

import io.reprise.journal.AckMode;
import java.util.List;

/** One way to hurt a server. */
interface Fault {
    /** Every fault, in the order they are run. */
    List<Fault> ALL = List.of(
            new KillFault(),
            new PowerFault(AckMode.DURABLE),
            new PowerFault(AckMode.PROCESS),
            new TornFault(),
            new FlipFault(),
            new DiskFullFault(),
            new EioFault(),
            new PauseFault(),
            new ClockFault());

    /** As {@code --only} takes it. */
    String name();

    /** What is done, for people. */
    String summary();

    /** So many rounds, in the short version and in the full one. */
    int rounds(boolean full);

    /** Why this machine cannot produce the fault; empty if it can. */
    String obstacle();

    /** Runs all rounds and puts what they came to in the trial's tally. */
    void run(Trial trial) throws Exception;
}
