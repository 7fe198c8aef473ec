package io.reprise.perf.load.measure;

import io.reprise.kernel.state.Xxh64;
import org.agrona.DirectBuffer;

/**
 * One line per answer, in order of arrival: request index, status, hash of the body in hex. Sorted, the files of two
 * runs are equal when every request was answered alike, whatever the order.
 */
public final class AnswersFile implements AnswerTap {
    private final LineFile lines;

    public AnswersFile(LineFile lines) {
        this.lines = lines;
    }

    @Override
    public void onAnswer(long index, long correlationId, int status, DirectBuffer buffer, int offset, int length) {
        lines.decimal(index).space().decimal(status).space();
        lines.hex(Xxh64.hash(buffer, offset, length, 0)).endLine();
    }

    @Override
    public void flush() {
        lines.flush();
    }
}
