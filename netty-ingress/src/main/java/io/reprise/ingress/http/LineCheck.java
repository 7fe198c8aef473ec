package io.reprise.ingress.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Reads over the lines of a head, or of a trailer, before Netty's decoder does, and knows no leniency (RFC 9112 allows
 * some, and two readers may then disagree): lines end with CR LF, a request line has two single blanks and no control
 * character, and a header line does not start with a blank, which would be obsolete line folding. Event loop only.
 *
 * <p>The decoder takes every whole line it is shown, so each look starts at the start of a line.
 */
final class LineCheck implements ByteProcessor {
    private static final int DELETE = 0x7F;

    private boolean requestLine;
    private int column;
    private int blanks;
    private byte last;
    private String fault;

    /** A request line comes next, then header lines. */
    void startHead() {
        requestLine = true;
    }

    /** Header lines come next. */
    void startTrailer() {
        requestLine = false;
    }

    /** What is wrong with what there is of the lines up to the empty one, or null. */
    String fault(ByteBuf bytes) {
        fault = null;
        startLine();
        bytes.forEachByte(this);
        return fault;
    }

    /** Returns false to end: at the empty line, or at a fault. */
    @Override
    public boolean process(byte next) {
        if (next == '\n') {
            return endLine();
        }
        if (last == '\r') {
            fault = "CR without LF";
        } else if (next != '\r') {
            fault = requestLine ? faultInRequestLine(next) : faultInHeaderLine(next);
        }
        last = next;
        column++;
        return fault == null;
    }

    private boolean endLine() {
        if (last != '\r') {
            fault = "a line must end with CR LF";
            return false;
        }
        boolean empty = column == 1;
        if (requestLine && blanks != 2) {
            fault = "a request line is method, target and version, with one blank between them";
            return false;
        }
        requestLine = false;
        startLine();
        return !empty;
    }

    private void startLine() {
        column = 0;
        blanks = 0;
        last = 0;
    }

    private String faultInRequestLine(byte next) {
        if (next == ' ') {
            blanks++;
            return column == 0 || last == ' ' ? "a blank too many in the request line" : null;
        }
        return next > ' ' && next < DELETE ? null : "the request line must be printable ASCII";
    }

    private String faultInHeaderLine(byte next) {
        if (column == 0 && (next == ' ' || next == '\t')) {
            return "obsolete line folding";
        }
        boolean control = next >= 0 && next < ' ' && next != '\t' || next == DELETE;
        return control ? "a control character in a header" : null;
    }
}
