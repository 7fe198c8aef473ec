package io.reprise.kernel.frame;

import static org.agrona.BitUtil.SIZE_OF_BYTE;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;
import static org.agrona.BitUtil.SIZE_OF_SHORT;

import java.nio.ByteOrder;

/**
 * The frame's layout. Little-endian, 8-byte aligned; the header is one cache line and the payload follows it.
 *
 * <pre>
 *   offset  bytes
 *        0      4  length         whole frame, header included; unsigned
 *        4      2  version        1
 *        6      2  kind           FrameKind
 *        8      2  service        which state machine
 *       10      2  method         which method of it
 *       12      1  priority       0..255, higher is more urgent
 *       13      1  flags          bit 0: last part of a stream; bit 1: exactly once; bit 2: repeated answer
 *       14      2  status         0 = OK, else a Status code
 *       16      8  correlationId  chosen by the client, echoed on every answer
 *       24      8  sessionId      given by WELCOME
 *       32      8  sequence       stamped by the sequencer; 0 from a client
 *       40      8  timestampNs    kernel time, ns since the Unix epoch, stamped by the sequencer; 0 from a client
 *       48      8  seed           0 = derive from the request's own identity
 *       56      4  timeoutMs      0 = default
 *       60      4  crc32c         of everything before it and the payload; 0 on the wire = unchecked
 *       64      …  payload
 * </pre>
 *
 * {@code docs/formats/frame.md} mirrors this class and a test holds the two together.
 */
public final class FrameLayout {
    /** Byte order of every field. */
    public static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    public static final int LENGTH_OFFSET = 0;
    public static final int VERSION_OFFSET = LENGTH_OFFSET + SIZE_OF_INT;
    public static final int KIND_OFFSET = VERSION_OFFSET + SIZE_OF_SHORT;
    public static final int SERVICE_OFFSET = KIND_OFFSET + SIZE_OF_SHORT;
    public static final int METHOD_OFFSET = SERVICE_OFFSET + SIZE_OF_SHORT;
    /** The most urgent. */
    public static final int MAX_PRIORITY = 255;

    public static final int PRIORITY_OFFSET = METHOD_OFFSET + SIZE_OF_SHORT;
    public static final int FLAGS_OFFSET = PRIORITY_OFFSET + SIZE_OF_BYTE;
    public static final int STATUS_OFFSET = FLAGS_OFFSET + SIZE_OF_BYTE;
    public static final int CORRELATION_ID_OFFSET = STATUS_OFFSET + SIZE_OF_SHORT;
    public static final int SESSION_ID_OFFSET = CORRELATION_ID_OFFSET + SIZE_OF_LONG;
    public static final int SEQUENCE_OFFSET = SESSION_ID_OFFSET + SIZE_OF_LONG;
    public static final int TIMESTAMP_NS_OFFSET = SEQUENCE_OFFSET + SIZE_OF_LONG;
    public static final int SEED_OFFSET = TIMESTAMP_NS_OFFSET + SIZE_OF_LONG;
    public static final int TIMEOUT_MS_OFFSET = SEED_OFFSET + SIZE_OF_LONG;
    public static final int CRC32C_OFFSET = TIMEOUT_MS_OFFSET + SIZE_OF_INT;
    public static final int PAYLOAD_OFFSET = CRC32C_OFFSET + SIZE_OF_INT;

    /** Length of the header in bytes. */
    public static final int HEADER_LENGTH = PAYLOAD_OFFSET;

    /** The version this build writes and reads. */
    public static final int VERSION = 1;

    /** Frames start at multiples of this many bytes in the journal. */
    public static final int ALIGNMENT = SIZE_OF_LONG;

    /** Default limit of a whole frame, in bytes. */
    public static final int DEFAULT_MAX_FRAME_LENGTH = 1024 * 1024;

    /** Bit 0 of {@code flags}: the last part of a stream. */
    public static final int FLAG_LAST = 1;

    /** Bit 1 of {@code flags}, in requests, set by the edge: the request belongs to a session that executes it exactly once. */
    public static final int FLAG_EXACTLY_ONCE = 2;

    /** Bit 2 of {@code flags}, in answers: the request was executed before, and this is the answer it got then. */
    public static final int FLAG_REPEATED = 4;

    private FrameLayout() {}
}
