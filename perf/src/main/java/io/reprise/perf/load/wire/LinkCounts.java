package io.reprise.perf.load.wire;

/**
 * What the connections of a run have been through.
 *
 * @param reconnects connections made again
 * @param resent requests sent again on a later connection
 * @param ignoredAnswers answers that came a second time
 * @param unknownOutcomes requests lost with their connection: executed or not
 */
public record LinkCounts(long reconnects, long resent, long ignoredAnswers, long unknownOutcomes) {
    public static final LinkCounts NONE = new LinkCounts(0, 0, 0, 0);
}
