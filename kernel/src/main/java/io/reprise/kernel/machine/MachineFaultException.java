package io.reprise.kernel.machine;

/** A machine threw and the policy is {@link FaultPolicy#HALT}. */
public final class MachineFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MachineFaultException(int service, int method, long sequence, RuntimeException cause) {
        super("service " + service + " method " + method + " failed at sequence " + sequence + "; policy halt", cause);
    }
}
