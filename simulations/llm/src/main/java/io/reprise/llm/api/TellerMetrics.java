package io.reprise.llm.api;

import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Outcome;

/** Counts what leaves. Event loop only. */
public interface TellerMetrics {
    /** Counts nothing. */
    TellerMetrics NONE = new TellerMetrics() {
        @Override
        public void onDelta(Delta delta) {}

        @Override
        public void onOutcome(Outcome outcome) {}
    };

    void onDelta(Delta delta);

    void onOutcome(Outcome outcome);
}
