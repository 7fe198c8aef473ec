package io.reprise.journal;

import io.reprise.kernel.state.FrozenState;
import io.reprise.kernel.state.Region;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What stands before the blocks of a snapshot, under a checksum of its own. Layout: {@code docs/formats/snapshot.md}.
 *
 * @param genesis of the run
 * @param link of the record of the last frame whose effects are in it
 * @param sequence of that frame
 * @param outputsHash over the answers to all frames so far
 * @param stateHash of all state
 * @param length of the file, in bytes
 * @param parts its regions
 */
record SnapshotHeader(
        int genesis, int link, long sequence, long outputsHash, long stateHash, long length, List<Part> parts) {
    private static final int MAGIC = 0x31535052; // "RPS1"
    private static final int LAYOUT_VERSION = 2;

    private static final int FIXED_LENGTH = 56;
    private static final int PART_LENGTH = 2 * Short.BYTES + 2 * Integer.BYTES + 2 * Long.BYTES;
    private static final int MAX_HEADER_LENGTH = 1024 * 1024;

    /**
     * One region in the file.
     *
     * @param pages of the region
     * @param used pages that follow, the others are zero
     * @param position of its first block
     * @param hash of all its pages, see {@link Region#hash()}
     */
    record Part(String owner, String name, int pages, int used, long position, long hash) {}

    /** Of a header for all these regions, in bytes. */
    static int lengthFor(FrozenState state) {
        return FIXED_LENGTH
                + Integer.BYTES
                + state.stores().stream()
                        .flatMap(store ->
                                store.regions().stream().map(region -> partLength(store.owner(), region.name())))
                        .mapToInt(Integer::intValue)
                        .sum();
    }

    private static int partLength(String owner, String name) {
        return PART_LENGTH
                + owner.getBytes(StandardCharsets.UTF_8).length
                + name.getBytes(StandardCharsets.UTF_8).length;
    }

    ByteBuffer encode() {
        int headerLength = FIXED_LENGTH + Integer.BYTES;
        for (Part part : parts) {
            headerLength += partLength(part.owner(), part.name());
        }
        ByteBuffer bytes = allocate(headerLength);
        bytes.putInt(MAGIC).putInt(LAYOUT_VERSION).putInt(genesis).putInt(link);
        bytes.putLong(sequence).putLong(outputsHash).putLong(stateHash).putLong(length);
        bytes.putInt(headerLength).putInt(parts.size());
        for (Part part : parts) {
            putText(bytes, part.owner());
            putText(bytes, part.name());
            bytes.putInt(part.pages()).putInt(part.used());
            bytes.putLong(part.position()).putLong(part.hash());
        }
        return bytes.putInt(crc(bytes, bytes.position())).flip();
    }

    private static void putText(ByteBuffer bytes, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        bytes.putShort((short) encoded.length).put(encoded);
    }

    /**
     * Reads the one of a file.
     *
     * @throws RunUnusableException when it is damaged or cut short
     */
    static SnapshotHeader read(Path file, FileChannel channel) throws IOException {
        ByteBuffer fixed = readInto(channel, 0, allocate(FIXED_LENGTH));
        Snapshot.require(file, fixed.remaining() == FIXED_LENGTH, "it has " + channel.size() + " bytes");
        Snapshot.require(file, fixed.getInt() == MAGIC, "it is no snapshot");
        int version = fixed.getInt();
        Snapshot.require(
                file, version == LAYOUT_VERSION, "it has layout " + version + "; this build reads " + LAYOUT_VERSION);
        int length = fixed.getInt(FIXED_LENGTH - 2 * Integer.BYTES);
        Snapshot.require(
                file,
                length >= FIXED_LENGTH + Integer.BYTES && length <= MAX_HEADER_LENGTH,
                "its header does not match its checksum");
        ByteBuffer bytes = readInto(channel, 0, allocate(length));
        int end = length - Integer.BYTES;
        Snapshot.require(
                file,
                bytes.remaining() == length && crc(bytes, end) == bytes.getInt(end),
                "its header does not match its checksum");
        return decode(bytes.position(2 * Integer.BYTES));
    }

    /** The checksum has proven what is decoded here. */
    private static SnapshotHeader decode(ByteBuffer bytes) {
        int genesis = bytes.getInt();
        int link = bytes.getInt();
        long sequence = bytes.getLong();
        long outputsHash = bytes.getLong();
        long stateHash = bytes.getLong();
        long length = bytes.getLong();
        bytes.getInt(); // of the header
        List<Part> parts = new ArrayList<>();
        for (int left = bytes.getInt(); left > 0; left--) {
            parts.add(new Part(
                    getText(bytes), getText(bytes), bytes.getInt(), bytes.getInt(), bytes.getLong(), bytes.getLong()));
        }
        return new SnapshotHeader(genesis, link, sequence, outputsHash, stateHash, length, parts);
    }

    private static String getText(ByteBuffer bytes) {
        byte[] text = new byte[bytes.getShort() & 0xFFFF];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Fills the buffer up to its limit, as far as the file reaches, and makes it ready to be read. */
    static ByteBuffer readInto(FileChannel channel, long position, ByteBuffer buffer) throws IOException {
        int count = 0;
        while (buffer.hasRemaining() && count >= 0) {
            count = channel.read(buffer, position + buffer.position());
        }
        return buffer.flip();
    }

    private static ByteBuffer allocate(int length) {
        return ByteBuffer.allocate(length).order(RecordLayout.ORDER);
    }

    private static int crc(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(length));
        return (int) crc.getValue();
    }
}
