package io.reprise.kernel.machine;

import io.reprise.kernel.session.Sessions;
import io.reprise.kernel.state.FrozenState;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.kernel.state.RegionLayout.Field;
import io.reprise.kernel.state.RegionSource;
import io.reprise.kernel.state.StateHash;
import io.reprise.kernel.state.StateStore;
import io.reprise.kernel.time.TimerQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The machines of one kernel with all their state, the kernel's own included. Engine thread only after construction.
 *
 * <p>The kernel's own state is a region {@code clock}: i64 sequence and i64 timeNs of the last frame, i64 count of
 * quarantined faults; the timer queue; and the sessions that execute requests exactly once. Sequence and time change with every frame, so they are kept in fields and
 * written to their region when somebody looks at it.
 */
public final class Machines {
    /** Default limit of timers waiting at once. */
    public static final long DEFAULT_MAX_TIMERS = 65_536;

    /** Owner of the state that belongs to no machine. */
    public static final String KERNEL = "kernel";

    private static final int MAX_ID = 0xFFFF; // two bytes in a frame
    private static final int SEQUENCE_OFFSET = 0;
    private static final int TIME_NS_OFFSET = 8;
    private static final int FAULTS_OFFSET = 16;

    private final List<MachineProvider> providers;
    private final StateMachine[] machines;
    private final boolean[][] methods;
    private final List<StateStore> stores = new ArrayList<>();
    private final SortedMap<String, Long> limits = new TreeMap<>();
    private final Region clock;
    private final TimerQueue timers;
    private final Sessions sessions;
    private long sequence;
    private long timeNs;

    /**
     * @param providers any order
     * @param givenLimits by full name, such as {@code echo.max-keys}; what is missing takes its default
     */
    public Machines(List<MachineProvider> providers, SortedMap<String, Long> givenLimits) {
        this(providers, givenLimits, RegionSource.ZEROS);
    }

    /**
     * @param source the state to go on from: machines and kernel find it in their regions when they are made, so that
     *     nothing has to be brought up to date afterwards
     */
    public Machines(List<MachineProvider> providers, SortedMap<String, Long> givenLimits, RegionSource source) {
        this.providers = sorted(providers);
        MachineSetup kernel = new MachineSetup(KERNEL, givenLimits, source);
        this.clock = kernel.store().region("clock", Region.PAGE_LENGTH);
        clock.layout(RegionLayout.ofHeader(List.of(
                Field.i64("sequence", SEQUENCE_OFFSET),
                Field.timeNs("timeNs", TIME_NS_OFFSET),
                Field.i64("faults", FAULTS_OFFSET))));
        this.sequence = clock.getLong(SEQUENCE_OFFSET);
        this.timeNs = clock.getLong(TIME_NS_OFFSET);
        long maxTimers = kernel.limit("max-timers", DEFAULT_MAX_TIMERS, 1, 1 << 22);
        this.timers = new TimerQueue(kernel.store(), (int) maxTimers);
        this.sessions = sessions(kernel);
        add(kernel);

        int highest = this.providers.isEmpty()
                ? 0
                : this.providers.get(this.providers.size() - 1).serviceId();
        this.machines = new StateMachine[highest + 1];
        this.methods = new boolean[highest + 1][];
        for (MachineProvider provider : this.providers) {
            MachineSetup setup = new MachineSetup(provider.name(), givenLimits, source);
            machines[provider.serviceId()] = provider.create(setup);
            methods[provider.serviceId()] = methodTable(provider.methods());
            add(setup);
        }
        requireKnown(givenLimits);
    }

    /** Every provider on the class path. */
    public static List<MachineProvider> discover() {
        List<MachineProvider> found = new ArrayList<>();
        ServiceLoader.load(MachineProvider.class).forEach(found::add);
        return sorted(found);
    }

    /** In order of service id. */
    public List<MachineProvider> providers() {
        return providers;
    }

    /** The limits in force, by full name. */
    public SortedMap<String, Long> limits() {
        return Collections.unmodifiableSortedMap(limits);
    }

    /** The stores of the kernel and of every machine, in order of service id. */
    public List<StateStore> stores() {
        writeClock();
        return Collections.unmodifiableList(stores);
    }

    /** Of the last frame applied; 0 before the first. */
    public long sequence() {
        return sequence;
    }

    /** Of the last frame applied. */
    public long timeNs() {
        return timeNs;
    }

    /** How often a machine threw and was quarantined. */
    public long faults() {
        return clock.getLong(FAULTS_OFFSET);
    }

    public TimerQueue timers() {
        return timers;
    }

    public Sessions sessions() {
        return sessions;
    }

    /** Hash of all state. */
    public long stateHash() {
        writeClock();
        long hash = 0;
        for (int i = 0; i < stores.size(); i++) {
            hash = StateHash.withOwner(hash, stores.get(i).hash());
        }
        return hash;
    }

    /**
     * Keeps all state as it is now for a reader on another thread; see {@link FrozenState}. One at a time.
     *
     * @param nanoClock times what this thread loses to writes that are held up
     * @param lostNs told how long each of them was
     */
    public FrozenState freeze(LongSupplier nanoClock, LongConsumer lostNs) {
        return new FrozenState(sequence, stores(), nanoClock, lostNs);
    }

    void advance(long newSequence, long newTimeNs) {
        sequence = newSequence;
        timeNs = newTimeNs;
    }

    private void writeClock() {
        clock.putLong(SEQUENCE_OFFSET, sequence);
        clock.putLong(TIME_NS_OFFSET, timeNs);
    }

    void countFault() {
        clock.putLong(FAULTS_OFFSET, faults() + 1);
    }

    /** The machine of a service, or null. */
    StateMachine machine(int service) {
        return service < machines.length ? machines[service] : null;
    }

    /** Whether the service, which exists, has the method. */
    boolean hasMethod(int service, int method) {
        return method < methods[service].length && methods[service][method];
    }

    /** True at the id of every method. */
    private static boolean[] methodTable(List<MachineProvider.Method> methods) {
        int highest =
                methods.stream().mapToInt(MachineProvider.Method::id).max().orElse(0);
        boolean[] table = new boolean[highest + 1];
        methods.forEach(method -> table[method.id()] = true);
        return table;
    }

    private static Sessions sessions(MachineSetup kernel) {
        return new Sessions(
                kernel.store(),
                (int) kernel.limit("max-sessions", 10_000, 1, 1 << 20),
                (int) kernel.limit("session-window", 64, 1, 4_096),
                kernel.limit("session-ttl-ms", 3_600_000, 1, 1L << 40),
                (int) kernel.limit("max-answer-bytes", 32 << 20, 1 << 12, 1 << 30));
    }

    private void add(MachineSetup setup) {
        stores.add(setup.store());
        limits.putAll(setup.effectiveLimits());
    }

    private void requireKnown(SortedMap<String, Long> givenLimits) {
        for (String name : givenLimits.keySet()) {
            if (!limits.containsKey(name)) {
                throw new IllegalArgumentException(
                        "unknown limit " + name + "; known: " + String.join(", ", limits.keySet()));
            }
        }
    }

    private static List<MachineProvider> sorted(List<MachineProvider> providers) {
        List<MachineProvider> sorted = new ArrayList<>(providers);
        sorted.sort(Comparator.comparingInt(MachineProvider::serviceId));
        SortedSet<String> names = new TreeSet<>(List.of(KERNEL));
        for (int i = 0; i < sorted.size(); i++) {
            MachineProvider provider = sorted.get(i);
            requireIds(provider);
            if (!names.add(provider.name())) {
                throw new IllegalArgumentException("the name " + provider.name() + " is taken; taken are " + names);
            }
            if (i > 0 && sorted.get(i - 1).serviceId() == provider.serviceId()) {
                throw new IllegalArgumentException("two machines have service id " + provider.serviceId() + ": "
                        + sorted.get(i - 1).name() + " and " + provider.name());
            }
        }
        return Collections.unmodifiableList(sorted);
    }

    private static void requireIds(MachineProvider provider) {
        requireId("service id of " + provider.name(), provider.serviceId());
        for (MachineProvider.Method method : provider.methods()) {
            requireId("id of method " + method.name() + " of " + provider.name(), method.id());
        }
    }

    private static void requireId(String what, int id) {
        if (id < 1 || id > MAX_ID) {
            throw new IllegalArgumentException(what + " must be 1 to " + MAX_ID + ", not " + id);
        }
    }
}
