package io.reprise.journal;

import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionSource;
import io.reprise.kernel.state.StateStore;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All state after one frame, in a file: the pages that are not zero, and what recovery needs to go on from there. Layout:
 * {@code docs/formats/snapshot.md}. The checksum is looked at before any other byte is believed.
 */
public final class Snapshot implements RegionSource {
    static final int MAGIC = 0x52505331; // "RPS1", big-endian as the whole file
    static final int LAYOUT_VERSION = 1;
    static final String SUFFIX = ".snap";
    private static final int CHECKSUM_LENGTH = Integer.BYTES;
    private static final int BUFFER_LENGTH = 1 << 20;

    private final Path file;
    private final long sequence;
    private final int link;
    private final long outputsHash;
    private final long stateHash;
    private final SortedMap<String, ByteBuffer> regions = new TreeMap<>();

    private Snapshot(Path file, ByteBuffer bytes, int genesis) {
        this.file = file;
        require(bytes.getInt() == MAGIC, "it is no snapshot");
        int version = bytes.getInt();
        require(version == LAYOUT_VERSION, "it has layout " + version + "; this build reads " + LAYOUT_VERSION);
        require(bytes.getInt() == genesis, "it belongs to another run");
        link = bytes.getInt();
        sequence = bytes.getLong();
        outputsHash = bytes.getLong();
        stateHash = bytes.getLong();
        for (int left = bytes.getInt(); left > 0; left--) {
            String name = readName(bytes) + '/' + readName(bytes);
            int pages = bytes.getInt();
            int length = pages * (Integer.BYTES + Region.PAGE_LENGTH);
            regions.put(name, bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
        }
    }

    /**
     * Writes the state of {@code machines} to a file of the run; whole and on the disk, or not there at all.
     *
     * @param link of the record of the last frame applied
     * @param outputsHash over the answers to all frames so far
     */
    public static Path write(RunDirectory run, Machines machines, int link, long outputsHash) {
        Path file = run.snapshots().resolve(String.format(Locale.ROOT, "%020d%s", machines.sequence(), SUFFIX));
        Path temporary = run.snapshots().resolve(file.getFileName() + ".new");
        try {
            Files.createDirectories(run.snapshots());
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                OutputStream plain = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_LENGTH);
                CheckedOutputStream checked = new CheckedOutputStream(plain, new CRC32C());
                DataOutputStream out = new DataOutputStream(checked);
                out.writeInt(MAGIC);
                out.writeInt(LAYOUT_VERSION);
                out.writeInt(RecordLayout.genesis(run.manifest().id()));
                out.writeInt(link);
                out.writeLong(machines.sequence());
                out.writeLong(outputsHash);
                out.writeLong(machines.stateHash());
                writeRegions(machines, out);
                out.writeInt((int) checked.getChecksum().getValue());
                out.flush();
                if (channel.size() > Integer.MAX_VALUE) {
                    throw new RunUnusableException("the state of " + run.path() + " takes " + channel.size()
                            + " bytes; a snapshot holds up to " + Integer.MAX_VALUE);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write snapshot " + file, e);
        } finally {
            deleteIfThere(temporary); // not after the move: only what failed, perhaps because the disk is full
        }
        Disk.syncDirectory(run.snapshots());
        Disk.syncDirectory(run.path());
        return file;
    }

    private static void deleteIfThere(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }

    private static void writeRegions(Machines machines, DataOutputStream out) throws IOException {
        out.writeInt(machines.stores().stream()
                .mapToInt(store -> store.regions().size())
                .sum());
        byte[] page = new byte[Region.PAGE_LENGTH];
        for (StateStore store : machines.stores()) {
            for (Region region : store.regions()) {
                writeName(store.owner(), out);
                writeName(region.name(), out);
                int pages = region.length() / Region.PAGE_LENGTH;
                int used = 0;
                for (int i = 0; i < pages; i++) {
                    used += isZero(region, i) ? 0 : 1;
                }
                out.writeInt(used);
                for (int i = 0; i < pages; i++) {
                    if (!isZero(region, i)) {
                        region.bytes().getBytes(i * Region.PAGE_LENGTH, page);
                        out.writeInt(i);
                        out.write(page);
                    }
                }
            }
        }
    }

    private static boolean isZero(Region region, int page) {
        int start = page * Region.PAGE_LENGTH;
        for (int offset = start; offset < start + Region.PAGE_LENGTH; offset += Long.BYTES) {
            if (region.getLong(offset) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The files of a run's snapshots, newest first; whether they can be used is seen when they are read. */
    public static List<Path> newestFirst(RunDirectory run) {
        if (!Files.isDirectory(run.snapshots())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(run.snapshots())) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + run.snapshots(), e);
        }
    }

    /** @throws RunUnusableException when the file is damaged or not of this run */
    public static Snapshot read(RunDirectory run, Path file) {
        return read(file, RecordLayout.genesis(run.manifest().id()));
    }

    /**
     * @param genesis of the run, see {@link RecordLayout#genesis}
     * @throws RunUnusableException when the file is damaged or not of this run
     */
    private static Snapshot read(Path file, int genesis) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < 64 || channel.size() > Integer.MAX_VALUE) {
                throw new RunUnusableException(file + " cannot be used: it has " + channel.size() + " bytes");
            }
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            int end = mapped.capacity() - CHECKSUM_LENGTH;
            CRC32C crc = new CRC32C();
            crc.update(mapped.slice(0, end));
            if ((int) crc.getValue() != mapped.getInt(end)) {
                BufferUtil.free(mapped);
                throw new RunUnusableException(file + " cannot be used: it does not match its checksum");
            }
            return new Snapshot(file, mapped.slice(0, end).order(ByteOrder.BIG_ENDIAN), genesis);
        } catch (IOException e) {
            throw new RunUnusableException(file + " cannot be used: " + e); // as good as damaged: there is another way
        }
    }

    public Path file() {
        return file;
    }

    /** Of the last frame whose effects are in it. */
    public long sequence() {
        return sequence;
    }

    /** Of that frame's record: the next one continues it. */
    int link() {
        return link;
    }

    /** Over the answers to all frames so far. */
    long outputsHash() {
        return outputsHash;
    }

    @Override
    public void fill(String owner, Region region) {
        ByteBuffer pages = regions.get(owner + '/' + region.name());
        if (pages == null) {
            throw unusable("it has no region " + owner + '/' + region.name());
        }
        UnsafeBuffer bytes = new UnsafeBuffer(pages);
        for (int at = 0; at < bytes.capacity(); at += Integer.BYTES + Region.PAGE_LENGTH) {
            int page = bytes.getInt(at, ByteOrder.BIG_ENDIAN);
            require(
                    page >= 0 && page < region.length() / Region.PAGE_LENGTH,
                    "region " + region.name() + " has no page " + page);
            region.putBytes(page * Region.PAGE_LENGTH, bytes, at + Integer.BYTES, Region.PAGE_LENGTH);
        }
    }

    /** Whether the machines made from this snapshot have the state it was taken of. */
    void requireRestored(Machines machines) {
        require(
                machines.sequence() == sequence && machines.stateHash() == stateHash,
                "its state is " + StateLog.hex(stateHash) + " but becomes " + StateLog.hex(machines.stateHash()));
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw unusable(otherwise);
        }
    }

    private RunUnusableException unusable(String reason) {
        return new RunUnusableException(file + " cannot be used: " + reason);
    }

    private static void writeName(String name, DataOutputStream out) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static String readName(ByteBuffer bytes) {
        byte[] name = new byte[bytes.getShort() & 0xFFFF];
        bytes.get(name);
        return new String(name, StandardCharsets.UTF_8);
    }
}
