package io.reprise.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A run kept in the repository: a zip of its files, and beside it the line of its certificate. Zeros at the end of a file
 * are left out, since queue files are little else; the comment of an entry says how long the file is. The same files give
 * the same zip.
 */
record GoldenRun(Path zip) {
    private static final String SUFFIX = ".zip";
    private static final String CERTIFICATE_SUFFIX = ".certificate";
    private static final int BLOCK_LENGTH = 1 << 20;
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** Nothing executes or proves anything from these, and they are larger than all the rest. */
    private static final List<String> LEFT_OUT = List.of("run.lock", "counters.dat", "metadata.cq4t");

    /** All there are, by name. */
    static List<GoldenRun> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(GoldenRun::new)
                    .toList();
        }
    }

    static GoldenRun named(Path directory, String name) {
        return new GoldenRun(directory.resolve(name + SUFFIX));
    }

    /** Keeps a run and the line that certifies it. */
    void keep(Path run, String certificate) throws IOException {
        Files.createDirectories(zip.getParent());
        try (Stream<Path> tree = Files.walk(run);
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.setLevel(Deflater.BEST_COMPRESSION);
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                if (!LEFT_OUT.contains(file.getFileName().toString())) {
                    add(out, run.relativize(file).toString(), file);
                }
            }
        }
        Files.writeString(certificateFile(), certificate + "\n");
    }

    private static void add(ZipOutputStream out, String name, Path file) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        entry.setComment(Long.toString(Files.size(file)));
        out.putNextEntry(entry);
        try (InputStream in = Files.newInputStream(file)) {
            long left = endOfBytes(file);
            byte[] block = new byte[BLOCK_LENGTH];
            while (left > 0) {
                int count = in.read(block, 0, (int) Math.min(left, BLOCK_LENGTH));
                out.write(block, 0, count);
                left -= count;
            }
        }
        out.closeEntry();
    }

    /** Makes the run's directory as it was, in an empty one. */
    void unpack(Path run) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : Collections.list(file.entries())) {
                Path target = run.resolve(entry.getName());
                if (!target.normalize().startsWith(run)) {
                    throw new IOException(zip + " has a file outside of the run: " + entry.getName());
                }
                Files.createDirectories(target.getParent());
                try (InputStream in = file.getInputStream(entry);
                        OutputStream out = Files.newOutputStream(target)) {
                    in.transferTo(out);
                }
                try (RandomAccessFile whole = new RandomAccessFile(target.toFile(), "rw")) {
                    whole.setLength(Long.parseLong(entry.getComment()));
                }
            }
        }
    }

    /** The line it was kept with. */
    String certificate() throws IOException {
        return Files.readString(certificateFile()).strip();
    }

    private Path certificateFile() {
        String name = zip.getFileName().toString();
        return zip.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + CERTIFICATE_SUFFIX);
    }

    /** Behind the last byte that is not zero. */
    private static long endOfBytes(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK_LENGTH);
            for (long start = channel.size() / BLOCK_LENGTH * BLOCK_LENGTH; start >= 0; start -= BLOCK_LENGTH) {
                channel.read(block.clear(), start);
                for (int i = block.position() - 1; i >= 0; i--) {
                    if (block.get(i) != 0) {
                        return start + i + 1;
                    }
                }
            }
            return 0;
        }
    }
}
