package io.reprise.kernel.machine;

import java.util.Arrays;

/**
 * A machine threw and the policy is {@link FaultPolicy#QUARANTINE}. Says where it happened first, but has the same message
 * wherever it happens, so that an error log takes the same fault for the same.
 */
public final class QuarantinedFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final long sequence;

    QuarantinedFault(int service, int method, long sequence, RuntimeException cause) {
        super(
                method == 0
                        ? "a timer of service " + service + " failed"
                        : "service " + service + " method " + method + " failed",
                cause,
                false,
                false);
        this.sequence = sequence;
        forgetCallers(cause);
    }

    /** How the engine came to be called is different from turn to turn and tells nothing of the fault. */
    private static void forgetCallers(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        for (int i = 0; i < trace.length; i++) {
            if (trace[i].getClassName().equals(Engine.class.getName())) {
                cause.setStackTrace(Arrays.copyOf(trace, i + 1));
                return;
            }
        }
    }

    @Override
    public String toString() {
        return getMessage() + ", first at sequence " + sequence;
    }
}
