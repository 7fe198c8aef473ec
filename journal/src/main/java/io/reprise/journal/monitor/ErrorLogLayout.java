package io.reprise.journal.monitor;

import java.nio.ByteOrder;

/**
 * Layout of {@code errors.dat}: a header, then the records of Agrona's {@code DistinctErrorLog}.
 *
 * <pre>
 *   offset  bytes
 *        0      4  magic            "RPSE"
 *        4      4  version          1
 *        8      4  logLength        bytes of records, used or not
 *       12      4  zero
 *       16      8  pid              of the server
 *       24      8  startMs          when the server was started, ms since the Unix epoch
 *       32      8  leftOut          observations that found no room
 *       40      8  lastLeftOutMs    of the last of them, ms since the Unix epoch
 *       64      …  records
 * </pre>
 */
final class ErrorLogLayout {
    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    static final int MAGIC = 'R' | 'P' << 8 | 'S' << 16 | 'E' << 24;
    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 4;
    static final int LOG_LENGTH_OFFSET = 8;
    static final int PID_OFFSET = 16;
    static final int START_MS_OFFSET = 24;
    static final int LEFT_OUT_OFFSET = 32;
    static final int LAST_LEFT_OUT_MS_OFFSET = 40;
    static final int HEADER_LENGTH = 64;

    private ErrorLogLayout() {}
}
