package io.reprise.replay.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The records of a {@link Region} as JSON, by the layout it was given. A region without one, and bytes that its layout does
 * not name, are shown as hexadecimal words of 8 bytes, little-endian, by their offset: {@code "@16"}; of those between
 * fields only what is not zero.
 *
 * <pre>
 *   {"region":"counters","offset":80,"record":1,"used":true,"fields":{"key":42,"sum":15}}
 *   {"region":"counters","offset":0,"header":true,"fields":{"count":1,"zeroUsed":0}}
 *   {"region":"answers","offset":64,"words":{"@0":"0x0000000000000000",…}}
 * </pre>
 */
public final class RegionText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NS_PER_SECOND = 1_000_000_000L;

    /** Of what is shown at once of a region without a layout, in bytes. */
    private static final int LINE_LENGTH = 64;

    private RegionText() {}

    /** The record that has the byte at an offset; its header, or the words around it where it has no records. */
    public static ObjectNode record(Region region, int byteOffset) {
        RegionLayout layout = region.layout();
        int start = recordOffset(region, byteOffset);
        ObjectNode node = JSON.createObjectNode().put("region", region.name()).put("offset", start);
        if (isInHeader(layout, byteOffset)) {
            node.put("header", true);
            node.set("fields", fields(region, start, headerLength(layout), layout.header(), List.of()));
        } else if (isInRecord(layout, byteOffset)) {
            int record = (start - layout.recordsOffset()) / layout.stride();
            node.put("record", record).put("used", layout.directory().isUsed(record));
            node.set("fields", fields(region, start, layout.stride(), layout.fields(), layout.groups()));
        } else {
            node.set("words", words(region, start));
        }
        return node;
    }

    /** The record of a key, or null when there is none. */
    public static ObjectNode recordOfKey(Region region, long key) {
        int found = region.layout().directory().find(key);
        return found == RegionLayout.Directory.NONE ? null : record(region, found);
    }

    /**
     * Records in use, in the order they lie there; of a region without records, header and lines of words that are not all
     * zero.
     *
     * @param limit at most so many
     */
    public static List<ObjectNode> used(Region region, int limit) {
        RegionLayout layout = region.layout();
        List<ObjectNode> used = new ArrayList<>();
        for (int i = 0; i < layout.count() && used.size() < limit; i++) {
            if (layout.directory().isUsed(i)) {
                used.add(record(region, layout.recordsOffset() + i * layout.stride()));
            }
        }
        if (layout.count() == 0) {
            addLines(region, limit, used);
        }
        return used;
    }

    private static void addLines(Region region, int limit, List<ObjectNode> lines) {
        int from = 0;
        if (!region.layout().header().isEmpty() && limit > 0) {
            lines.add(record(region, 0));
            from = recordOffset(region, headerLength(region.layout()) + LINE_LENGTH - 1);
        }
        for (int line = from; line < region.length() && lines.size() < limit; line += LINE_LENGTH) {
            if (!isZero(region, line, LINE_LENGTH)) {
                lines.add(record(region, line));
            }
        }
    }

    /** Where the record, the header or the line of words begins that has the byte at an offset. */
    public static int recordOffset(Region region, int byteOffset) {
        RegionLayout layout = region.layout();
        if (byteOffset < 0 || byteOffset >= region.length()) {
            throw new IndexOutOfBoundsException(
                    "region " + region.name() + " has " + region.length() + " bytes, and none at " + byteOffset);
        }
        if (isInHeader(layout, byteOffset)) {
            return 0;
        }
        return isInRecord(layout, byteOffset)
                ? byteOffset - (byteOffset - layout.recordsOffset()) % layout.stride()
                : byteOffset - byteOffset % LINE_LENGTH;
    }

    private static boolean isInHeader(RegionLayout layout, int byteOffset) {
        return byteOffset < headerLength(layout);
    }

    private static int headerLength(RegionLayout layout) {
        return layout.count() > 0
                ? layout.recordsOffset()
                : layout.header().stream()
                        .mapToInt(field -> field.offset() + field.type().length())
                        .max()
                        .orElse(0);
    }

    private static boolean isInRecord(RegionLayout layout, int byteOffset) {
        return byteOffset >= layout.recordsOffset()
                && byteOffset < layout.recordsOffset() + (long) layout.count() * layout.stride();
    }

    private static ObjectNode fields(
            Region region, int start, int length, List<RegionLayout.Field> fields, List<RegionLayout.Group> groups) {
        ObjectNode node = JSON.createObjectNode();
        boolean[] named = new boolean[length];
        for (RegionLayout.Field field : fields) {
            put(node, region, start, field);
            Arrays.fill(named, field.offset(), field.offset() + field.type().length(), true);
        }
        for (RegionLayout.Group group : groups) {
            node.set(group.name(), entries(region, start, group));
            Arrays.fill(named, group.offset(), group.offset() + group.stride() * group.count(), true);
        }
        for (int at = 0; at + Long.BYTES <= length; at += Long.BYTES) {
            if (!named[at] && region.getLong(start + at) != 0) {
                node.put("@" + at, hex(region.getLong(start + at)));
            }
        }
        return node;
    }

    /** Those that are not all zero, with their number. */
    private static ArrayNode entries(Region region, int start, RegionLayout.Group group) {
        ArrayNode entries = JSON.createArrayNode();
        for (int i = 0; i < group.count(); i++) {
            int at = start + group.offset() + i * group.stride();
            if (!isZero(region, at, group.stride())) {
                ObjectNode entry = entries.addObject().put("index", i);
                group.fields().forEach(field -> put(entry, region, at, field));
            }
        }
        return entries;
    }

    private static void put(ObjectNode node, Region region, int start, RegionLayout.Field field) {
        int at = start + field.offset();
        switch (field.type()) {
            case I64 -> node.put(field.name(), region.getLong(at));
            case I32 -> node.put(field.name(), region.getInt(at));
            case TIME_NS -> node.put(field.name(), time(region.getLong(at)));
            case HASH -> node.put(field.name(), hex(region.getLong(at)));
        }
    }

    private static ObjectNode words(Region region, int start) {
        ObjectNode words = JSON.createObjectNode();
        for (int at = 0; at < LINE_LENGTH; at += Long.BYTES) {
            words.put("@" + at, hex(region.getLong(start + at)));
        }
        return words;
    }

    private static boolean isZero(Region region, int start, int length) {
        for (int at = start; at < start + length; at += Long.BYTES) {
            if (region.getLong(at) != 0) {
                return false;
            }
        }
        return true;
    }

    private static String hex(long value) {
        return String.format(Locale.ROOT, "0x%016x", value);
    }

    /** Such as {@code 2026-11-20T19:44:31.5Z}. */
    public static String time(long ns) {
        return Instant.ofEpochSecond(Math.floorDiv(ns, NS_PER_SECOND), Math.floorMod(ns, NS_PER_SECOND))
                .toString();
    }
}
