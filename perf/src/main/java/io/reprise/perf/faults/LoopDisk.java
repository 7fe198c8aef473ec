package io.reprise.perf.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A disk of its own: an ext4 file system in a file, mounted by a loop device. Closing unmounts it. One thread. */
final class LoopDisk implements AutoCloseable {
    private static final long PROBE_LENGTH = 4 << 20;

    private final Path image;
    private final Path mount;
    private final Thread atExit = new Thread(this::unmountAnyway);

    private LoopDisk(Path image, Path mount) throws IOException {
        this.image = image;
        this.mount = mount;
        Files.createDirectories(mount);
        Runtime.getRuntime().addShutdownHook(atExit);
        Shell.run("mount", "-o", "loop", image.toString(), mount.toString());
    }

    /** Makes an empty one. */
    static LoopDisk create(Path image, Path mount, long length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(length);
        }
        Shell.run(
                "mkfs.ext4",
                "-q",
                "-F",
                "-m",
                "0",
                "-N",
                "4096",
                "-E",
                "lazy_itable_init=0,lazy_journal_init=0",
                image.toString());
        return new LoopDisk(image, mount);
    }

    /** Why this machine has none; empty if it has. */
    static String obstacle() {
        String missing = Shell.missing(List.of("mkfs.ext4", "mount", "umount", "cp"));
        if (!missing.isEmpty()) {
            return "there is no " + missing;
        }
        try {
            Path directory = Files.createTempDirectory("reprise-disk");
            try (LoopDisk disk = create(directory.resolve("image"), directory.resolve("mount"), PROBE_LENGTH)) {
                Files.createFile(disk.mount().resolve("file"));
            } finally {
                Shell.run("rm", "-rf", "--one-file-system", directory.toString());
            }
            return "";
        } catch (IOException e) {
            return "a file cannot be mounted as a disk, which takes root and loop devices: " + e.getMessage();
        }
    }

    Path mount() {
        return mount;
    }

    /** What the disk holds at this moment, without what was not written back, in a file. */
    void copyTo(Path cut) throws IOException {
        Shell.run("cp", "--sparse=always", image.toString(), cut.toString());
    }

    /** Writes everything back. */
    void sync() throws IOException {
        Shell.run("sync", "-f", mount.toString());
    }

    /** Unmounts this one, and mounts a copy in its place. */
    LoopDisk replaceWith(Path cut) throws IOException {
        close();
        Files.move(cut, image, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return new LoopDisk(image, mount);
    }

    @Override
    public void close() {
        try {
            Shell.run("umount", mount.toString());
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void unmountAnyway() {
        try {
            Shell.run("umount", "-l", mount.toString());
        } catch (IOException e) {
            System.err.println("reprise: " + mount + " stays mounted: " + e.getMessage());
        }
    }
}
