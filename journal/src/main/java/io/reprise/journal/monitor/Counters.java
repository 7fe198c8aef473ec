package io.reprise.journal.monitor;

import static io.reprise.journal.monitor.CountersLayout.ORDER;

import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.metrics.Reading;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * What a server's {@code counters.dat} said at one moment. The server is another process and may be gone: nothing in the
 * file is believed before it was looked at.
 *
 * @param pid of the server
 * @param startMs when the server was started, ms since the Unix epoch
 * @param heartbeatMs when the server copied its readings last, ms since the Unix epoch
 * @param state of the server, such as {@code RUNNING}; empty before the first
 * @param values in the order of the file, by name
 */
public record Counters(long pid, long startMs, long heartbeatMs, String state, Map<String, Value> values) {
    /** Copies are made some four times a second: after so many ms without one the server hangs or is gone. */
    public static final long SILENCE_MS = 5_000;

    /** A file that is longer was not written by a server of ours. */
    private static final long MAX_FILE_LENGTH = 16 * 1024 * 1024;

    /**
     * One counter.
     *
     * @param help one sentence, maybe cut off
     * @param value in the reading's own unit
     */
    public record Value(String help, Reading.Type type, Reading.Unit unit, long value) {
        public double inBaseUnit() {
            return unit.inBaseUnit(value);
        }
    }

    /** How a server is doing. */
    public enum Life {
        ALIVE,
        /** There is a process, but it has not shown a sign of life for {@link #SILENCE_MS}. */
        SILENT,
        /** It said that it stopped. */
        STOPPED,
        /** It ended without a word. */
        GONE
    }

    /** @throws RunUnusableException when there are none, or the file is not what a server writes */
    public static Counters read(Path run) {
        Path file = CountersFile.file(run);
        if (!Files.isDirectory(run)) {
            throw new RunUnusableException("there is no run at " + run + ": no such directory");
        }
        if (!Files.exists(file)) {
            throw new RunUnusableException(
                    run + " has no counters (" + file.getFileName() + "): no server has served it yet");
        }
        MappedByteBuffer mapped = MonitorFile.map(file, CountersLayout.HEADER_LENGTH, MAX_FILE_LENGTH);
        try {
            return read(file, new UnsafeBuffer(mapped));
        } catch (InternalError e) {
            throw MonitorFile.cutOff(file);
        } finally {
            BufferUtil.free(mapped);
        }
    }

    /** @param nowMs since the Unix epoch */
    public Life life(long nowMs) {
        if (state.equals("STOPPED")) {
            return Life.STOPPED;
        }
        if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            return Life.GONE;
        }
        return nowMs - heartbeatMs > SILENCE_MS ? Life.SILENT : Life.ALIVE;
    }

    private static Counters read(Path file, UnsafeBuffer bytes) {
        MonitorFile.requireHeader(file, bytes, CountersLayout.MAGIC, CountersLayout.VERSION);
        long metadata = bytes.getInt(CountersLayout.METADATA_LENGTH_OFFSET, ORDER);
        long values = bytes.getInt(CountersLayout.VALUES_LENGTH_OFFSET, ORDER);
        long count = values / CountersReader.COUNTER_LENGTH;
        MonitorFile.require(
                file,
                values >= 0
                        && metadata == count * CountersReader.METADATA_LENGTH
                        && CountersLayout.HEADER_LENGTH + metadata + values <= bytes.capacity(),
                "its parts do not fit into it");
        return new Counters(
                bytes.getLong(CountersLayout.PID_OFFSET, ORDER),
                bytes.getLong(CountersLayout.START_MS_OFFSET, ORDER),
                bytes.getLongVolatile(CountersLayout.HEARTBEAT_MS_OFFSET),
                text(bytes, CountersLayout.STATE_OFFSET, CountersLayout.STATE_LENGTH),
                values(file, bytes, (int) count, (int) (CountersLayout.HEADER_LENGTH + metadata)));
    }

    private static Map<String, Value> values(Path file, UnsafeBuffer bytes, int count, int valuesOffset) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (int id = 0; id < count; id++) {
            int record = CountersLayout.HEADER_LENGTH + id * CountersReader.METADATA_LENGTH;
            int state = bytes.getIntVolatile(record);
            if (state == CountersReader.RECORD_UNUSED) {
                break;
            }
            if (state == CountersReader.RECORD_ALLOCATED) {
                int labelLength = bytes.getInt(record + CountersReader.LABEL_OFFSET, ORDER);
                MonitorFile.require(
                        file,
                        labelLength > 0 && labelLength <= CountersReader.MAX_LABEL_LENGTH,
                        "counter " + id + " has a label of " + labelLength + " bytes");
                String label = text(bytes, record + CountersReader.LABEL_OFFSET + Integer.BYTES, labelLength);
                String[] nameAndHelp = label.split(CountersLayout.LABEL_SEPARATOR, 2);
                values.put(
                        nameAndHelp[0],
                        new Value(
                                nameAndHelp.length == 1 ? "" : nameAndHelp[1],
                                type(file, id, bytes.getInt(record + CountersReader.TYPE_ID_OFFSET, ORDER)),
                                unit(file, id, bytes.getByte(record + CountersReader.KEY_OFFSET)),
                                bytes.getLongVolatile(valuesOffset + id * CountersReader.COUNTER_LENGTH)));
            }
        }
        return Collections.unmodifiableMap(values);
    }

    private static Reading.Type type(Path file, int id, int code) {
        for (Reading.Type type : Reading.Type.values()) {
            if (type.code() == code) {
                return type;
            }
        }
        throw MonitorFile.unusable(file, "counter " + id + " has type " + code);
    }

    private static Reading.Unit unit(Path file, int id, int code) {
        for (Reading.Unit unit : Reading.Unit.values()) {
            if (unit.code() == code) {
                return unit;
            }
        }
        throw MonitorFile.unusable(file, "counter " + id + " has unit " + code);
    }

    /** Printable ASCII up to the first zero; it goes to a terminal. */
    private static String text(UnsafeBuffer bytes, int offset, int length) {
        byte[] text = new byte[length];
        bytes.getBytes(offset, text);
        int end = 0;
        while (end < length && text[end] != 0) {
            text[end] = text[end] < ' ' || text[end] > '~' ? (byte) '?' : text[end];
            end++;
        }
        return new String(text, 0, end, StandardCharsets.US_ASCII);
    }
}
