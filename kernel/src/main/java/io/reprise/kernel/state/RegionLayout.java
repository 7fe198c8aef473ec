package io.reprise.kernel.state;

import java.util.ArrayList;
import java.util.List;

/**
 * How the bytes of a {@link Region} are to be read, for tools that show them to people: a header, and records of fixed
 * length behind it. It is no part of the state and of its hash, and nothing that executes frames ever asks it. What it
 * does not name is shown as it lies there. Immutable, but for what its directory reads out of the region.
 *
 * @param header fields before the records, their offsets counted from the region's begin
 * @param recordsOffset where the first record begins
 * @param stride of a record, in bytes
 * @param count of records the region has room for
 * @param fields of a record, their offsets counted from the record's begin
 * @param groups of a record: fields that repeat
 * @param directory which records are in use
 */
public record RegionLayout(
        List<Field> header,
        int recordsOffset,
        int stride,
        int count,
        List<Field> fields,
        List<Group> groups,
        Directory directory) {
    /** Of a region that nobody has described. */
    public static final RegionLayout NONE = ofHeader(List.of());

    public RegionLayout {
        header = List.copyOf(header);
        fields = List.copyOf(fields);
        groups = List.copyOf(groups);
    }

    /** What a field holds; its length follows from it. */
    public enum Type {
        I64(Long.BYTES),
        I32(Integer.BYTES),
        /** An i64 that is kernel time. */
        TIME_NS(Long.BYTES),
        /** An i64 whose digits mean nothing; it is shown in hexadecimal. */
        HASH(Long.BYTES);

        private final int length;

        Type(int length) {
            this.length = length;
        }

        /** In bytes. */
        public int length() {
            return length;
        }
    }

    /** @param offset from where the record, its group or the header begins */
    public record Field(String name, int offset, Type type) {
        public static Field i64(String name, int offset) {
            return new Field(name, offset, Type.I64);
        }

        public static Field i32(String name, int offset) {
            return new Field(name, offset, Type.I32);
        }

        public static Field timeNs(String name, int offset) {
            return new Field(name, offset, Type.TIME_NS);
        }

        public static Field hash(String name, int offset) {
            return new Field(name, offset, Type.HASH);
        }

        Field at(int base) {
            return new Field(name, base + offset, type);
        }
    }

    /**
     * Fields that a record has several times.
     *
     * @param offset of the first one, from the record's begin
     */
    public record Group(String name, int offset, int stride, int count, List<Field> fields) {
        public Group {
            fields = List.copyOf(fields);
        }
    }

    /** Which records are in use, and where that of a key is. */
    public interface Directory {
        /** There is no record of that key. */
        int NONE = -1;

        /** @param record counted from 0 */
        boolean isUsed(int record);

        /** Offset of the key's record in the region, or {@link #NONE}. */
        int find(long key);
    }

    /** Of a region without records. */
    public static RegionLayout ofHeader(List<Field> header) {
        Directory empty = new Directory() {
            @Override
            public boolean isUsed(int record) {
                return false;
            }

            @Override
            public int find(long key) {
                return NONE;
            }
        };
        return new RegionLayout(header, 0, 0, 0, List.of(), List.of(), empty);
    }

    /** Whether there is anything to say about the region. */
    public boolean isNamed() {
        return count > 0 || !header.isEmpty();
    }

    /** The fields with their offsets moved, such as those of a value behind its key. */
    static List<Field> moved(List<Field> fields, int base) {
        List<Field> moved = new ArrayList<>();
        fields.forEach(field -> moved.add(field.at(base)));
        return moved;
    }
}
