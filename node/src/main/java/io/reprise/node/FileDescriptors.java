package io.reprise.node;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files this process may still open. */
final class FileDescriptors {
    /** Left to the journal's next files, logs and everything that is not a connection. */
    private static final long RESERVED = 64;

    private FileDescriptors() {}

    /**
     * How many connections may be open at once: as many as wanted, or fewer where the process may not open so many files.
     * A journal that finds no descriptor for its next file stops the kernel, so clients must never take the last one.
     */
    static int connections(int wanted) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return wanted;
        }
        long room = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() - RESERVED;
        return (int) Math.max(1, Math.min(wanted, room));
    }
}
