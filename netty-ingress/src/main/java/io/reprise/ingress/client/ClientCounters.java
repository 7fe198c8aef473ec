package io.reprise.ingress.client;

/** What a client has been through. Written by its event loop; others see a moment's values. */
public final class ClientCounters {
    /** WELCOMEs after the first. */
    public long reconnects;

    /** Requests sent again on a later connection. */
    public long resent;

    /** Answers to requests that were done with: answered before, or given up. */
    public long ignoredAnswers;

    /** Requests of which nobody knows whether they were executed. */
    public long unknownOutcomes;
}
