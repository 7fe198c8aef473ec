package io.reprise.perf.load;

/**
 * What became of the requests of a run.
 *
 * @param sent requests
 * @param right answers that passed their check
 * @param wrong answers that did not
 * @param failed answers that said why there is none; {@link LoadResult#errors} has them by status
 * @param unexpected answers to nothing that was asked
 * @param unsent requests that were due and found no room until the run ended
 * @param capped requests made smaller than asked, to fit the server's longest frame
 */
public record LoadCounts(long sent, long right, long wrong, long failed, long unexpected, long unsent, long capped) {
    /** Answers of any kind that belong to a request. */
    public long answered() {
        return right + wrong + failed;
    }

    /** Requests that got none. */
    public long unanswered() {
        return sent - answered();
    }

    boolean isAllRight() {
        return right == sent && unexpected == 0 && unsent == 0;
    }
}
