package io.reprise.kernel.time;

/** Time that moves only when told. One thread. */
public final class SimulatedClock implements Clock {
    private long timeNs;

    public SimulatedClock(long startNs) {
        this.timeNs = startNs;
    }

    @Override
    public long timeNs() {
        return timeNs;
    }

    /** Jumps to a later time, such as the next deadline. */
    public void advanceTo(long laterNs) {
        if (laterNs < timeNs) {
            throw new IllegalArgumentException("time cannot go back from " + timeNs + " to " + laterNs + " ns");
        }
        timeNs = laterNs;
    }
}
