package io.reprise.kernel.machine;

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
    }

    @Override
    public String toString() {
        return getMessage() + ", first at sequence " + sequence;
    }
}
