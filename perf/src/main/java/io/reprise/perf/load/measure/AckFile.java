package io.reprise.perf.load.measure;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import org.agrona.DirectBuffer;

/**
 * One line per acknowledged add: correlation id, key, sum. Written before the answer is counted, so whatever the server
 * has acknowledged and this client has claimed is in the file, even if the server is killed in between.
 */
public final class AckFile implements AnswerTap {
    private static final int OK = 0;
    private static final int SUM_LENGTH = 8;

    private final LineFile lines;
    private final int keys;

    /** @param keys request {@code i} adds to key {@code i mod keys} */
    public AckFile(LineFile lines, int keys) {
        this.lines = lines;
        this.keys = keys;
    }

    @Override
    public void onAnswer(long index, long correlationId, int status, DirectBuffer buffer, int offset, int length) {
        if (status == OK && length == SUM_LENGTH) {
            lines.decimal(correlationId).space().decimal(index % keys).space();
            lines.decimal(buffer.getLong(offset, ORDER)).endLine();
        }
    }

    @Override
    public void flush() {
        lines.flush();
    }
}
