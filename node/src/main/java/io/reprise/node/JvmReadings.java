package io.reprise.node;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import io.reprise.kernel.metrics.Reading;
import io.reprise.kernel.metrics.Reading.Unit;
import io.reprise.kernel.metrics.Readings;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/**
 * What the process takes of the machine, as it was when it was last sampled: some of it takes milliseconds to find out,
 * which is no work for the event loop.
 */
final class JvmReadings implements Runnable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final long BYTES_PER_KIB = 1024;
    private static final long NS_PER_MS = 1_000_000;

    private volatile Sample sample = Sample.take();

    private record Sample(
            long heap,
            long heapMax,
            long direct,
            long nettyDirect,
            long gcCount,
            long gcNs,
            long threads,
            long cpuNs,
            long resident,
            long openFiles,
            long openFilesMax) {

        static Sample take() {
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            UnixOperatingSystemMXBean system =
                    ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                            ? unix
                            : null;
            return new Sample(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    Runtime.getRuntime().maxMemory(),
                    direct,
                    Math.max(0, PlatformDependent.usedDirectMemory()),
                    collectors(GarbageCollectorMXBean::getCollectionCount),
                    collectors(GarbageCollectorMXBean::getCollectionTime) * NS_PER_MS,
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    system == null ? 0 : system.getProcessCpuTime(),
                    residentBytes(),
                    system == null ? Reading.NONE : system.getOpenFileDescriptorCount(),
                    system == null ? Reading.NONE : system.getMaxFileDescriptorCount());
        }
    }

    JvmReadings(Readings readings) {
        readings.gauge("jvm_heap", Unit.BYTES, "Heap in use.", () -> sample.heap());
        readings.gauge("jvm_heap_max", Unit.BYTES, "Heap there may be.", () -> sample.heapMax());
        readings.gauge("jvm_direct", Unit.BYTES, "Direct buffers: rings, state regions.", () -> sample.direct());
        readings.gauge("netty_direct", Unit.BYTES, "Direct memory of Netty's pools.", () -> sample.nettyDirect());
        readings.counter("jvm_gc", "Garbage collections.", () -> sample.gcCount());
        readings.counter("jvm_gc_time", Unit.NANOSECONDS, "Time in garbage collections.", () -> sample.gcNs());
        readings.gauge("jvm_threads", "Threads.", () -> sample.threads());
        readings.counter("process_cpu", Unit.NANOSECONDS, "CPU time taken.", () -> sample.cpuNs());
        readings.gauge("process_resident", Unit.BYTES, "Memory resident.", () -> sample.resident());
        readings.gauge("process_open_files", "File descriptors open.", () -> sample.openFiles());
        readings.gauge("process_open_files_max", "File descriptors there may be.", () -> sample.openFilesMax());
    }

    /** Takes a sample. */
    @Override
    public void run() {
        sample = Sample.take();
    }

    private static long collectors(ToLongFunction<GarbageCollectorMXBean> value) {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(value)
                .filter(known -> known >= 0)
                .sum();
    }

    /** As the system counts it, where it has that file. */
    private static long residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RESIDENT)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_PER_KIB;
                }
            }
        } catch (IOException | NumberFormatException e) {
            // another system
        }
        return Reading.NONE;
    }
}
