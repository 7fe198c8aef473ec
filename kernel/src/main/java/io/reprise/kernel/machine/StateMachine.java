package io.reprise.kernel.machine;

import io.reprise.kernel.frame.FrameFlyweight;

/**
 * What a service does. A machine sees only the frame, kernel time and kernel random from the {@link MachineContext}, and
 * the state it keeps in regions of its {@code StateStore}; two runs over the same frames are then the same to the bit.
 * It must not touch clocks, threads, files, locale, environment, identity hashes or unordered iteration.
 *
 * <p>Engine thread only. A machine refuses with {@link MachineContext#error}; it throws only for bugs. What it throws is
 * answered as INTERNAL (or stops the kernel, see {@link FaultPolicy}), so it should check before it changes state:
 * changes made before the throw stay.
 */
public interface StateMachine {
    /**
     * A REQUEST or a NOTIFICATION of a method the machine declared. Answers to a notification are dropped.
     *
     * @param request lent for the call; not to be changed. Its {@code crc32c} is no input: the journal has a use of its own
     *     for that field
     */
    void onRequest(FrameFlyweight request, MachineContext context);

    /**
     * A timer this machine set is due. What it sends is addressed to nobody (session, correlation id and method 0)
     * until the machine sets them.
     */
    default void onTimer(long timerId, long data, MachineContext context) {
        throw new IllegalStateException("timer " + timerId + " fired for a machine that sets none");
    }
}
