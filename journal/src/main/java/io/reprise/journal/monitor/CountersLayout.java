package io.reprise.journal.monitor;

import io.reprise.kernel.metrics.Readings;
import java.nio.ByteOrder;
import org.agrona.concurrent.status.CountersReader;

/**
 * Layout of {@code counters.dat}: a header, then metadata and values of Agrona's counters.
 *
 * <pre>
 *   offset  bytes
 *        0      4  magic            "RPSC"
 *        4      4  version          1
 *        8      4  metadataLength
 *       12      4  valuesLength
 *       16      8  pid              of the server
 *       24      8  startMs          when the server was started, ms since the Unix epoch
 *       32      8  heartbeatMs      when the values were copied last, ms since the Unix epoch
 *       40     16  state            ASCII, zeros behind it
 *      128      …  metadata         512 bytes per counter
 *        …      …  values           128 bytes per counter
 * </pre>
 */
final class CountersLayout {
    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    static final int MAGIC = 'R' | 'P' << 8 | 'S' << 16 | 'C' << 24;
    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 4;
    static final int METADATA_LENGTH_OFFSET = 8;
    static final int VALUES_LENGTH_OFFSET = 12;
    static final int PID_OFFSET = 16;
    static final int START_MS_OFFSET = 24;
    static final int HEARTBEAT_MS_OFFSET = 32;
    static final int STATE_OFFSET = 40;
    static final int STATE_LENGTH = 16;
    static final int HEADER_LENGTH = 128;

    static final int METADATA_LENGTH = Readings.CAPACITY * CountersReader.METADATA_LENGTH;
    static final int VALUES_LENGTH = Readings.CAPACITY * CountersReader.COUNTER_LENGTH;
    static final int FILE_LENGTH = HEADER_LENGTH + METADATA_LENGTH + VALUES_LENGTH;

    /** Of a counter's key: a byte that says {@link io.reprise.kernel.metrics.Reading.Unit}. */
    static final int UNIT_KEY_OFFSET = 0;

    /** Between name and help in a counter's label. */
    static final String LABEL_SEPARATOR = ": ";

    private CountersLayout() {}
}
