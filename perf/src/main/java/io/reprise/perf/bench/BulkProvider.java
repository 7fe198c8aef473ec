package io.reprise.perf.bench;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import io.reprise.kernel.state.Region;
import java.util.List;

/** A machine that does nothing, with one region full of numbers that do not repeat. */
final class BulkProvider implements MachineProvider {
    private static final int SERVICE = 1;
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final int length;
    private Region region;

    /** @param length of the region, in bytes */
    BulkProvider(int length) {
        this.length = length;
    }

    /** Of the machine made last. */
    Region region() {
        return region;
    }

    @Override
    public int serviceId() {
        return SERVICE;
    }

    @Override
    public String name() {
        return "bulk";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Method> methods() {
        return List.of(new Method(1, "nothing"));
    }

    @Override
    public StateMachine create(MachineSetup setup) {
        region = setup.store().region("numbers", length);
        if (region.getLong(0) == 0) { // not restored
            for (int offset = 0; offset < length; offset += Long.BYTES) {
                region.putLong(offset, (offset + 1) * STEP);
            }
        }
        return new StateMachine() {
            @Override
            public void onRequest(FrameFlyweight request, MachineContext context) {}
        };
    }
}
