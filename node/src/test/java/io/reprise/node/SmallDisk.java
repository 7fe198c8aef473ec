package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A file system in memory of 64 MiB, mounted; a test that may not mount is skipped. */
final class SmallDisk {
    private static final int MIB = 1024 * 1024;

    private final Path scratch;
    private final Path mount;

    private SmallDisk(Path scratch, Path mount) {
        this.scratch = scratch;
        this.mount = mount;
    }

    /** @param scratch a directory that is not on it */
    static SmallDisk mount(Path scratch) throws Exception {
        Path mount = Files.createDirectory(scratch.resolve("disk"));
        try {
            Outcome outcome = ChildProcess.run(
                    scratch, Map.of(), "mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", mount.toString());
            assumeTrue(outcome.exitCode() == 0, () -> "may not mount here: " + outcome.error());
        } catch (IOException e) {
            assumeTrue(false, "there is no mount here");
        }
        return new SmallDisk(scratch, mount);
    }

    Path path() {
        return mount;
    }

    /** Writes a file of zeros, as long as asked for or as the disk has room. */
    void fill(String name, int mebibytes) throws IOException {
        try (OutputStream file = Files.newOutputStream(mount.resolve(name))) {
            for (int i = 0; i < mebibytes; i++) {
                file.write(new byte[MIB]);
            }
        } catch (IOException e) {
            // full
        }
    }

    /** Makes room. Deleting would not be enough: in memory, reading a mapped hole takes a page as well. */
    void grow() throws Exception {
        Outcome outcome = ChildProcess.run(scratch, Map.of(), "mount", "-o", "remount,size=512m", mount.toString());
        assertEquals(0, outcome.exitCode(), outcome::error);
    }

    void unmount() throws Exception {
        ChildProcess.run(scratch, Map.of(), "umount", "-l", mount.toString());
    }
}
