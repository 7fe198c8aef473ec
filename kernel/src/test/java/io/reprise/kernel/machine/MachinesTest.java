package io.reprise.kernel.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.fixture.TestProvider;
import io.reprise.kernel.machine.MachineProvider.Method;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.StateStore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MachinesTest {
    private static final StateMachine IDLE = (request, context) -> {};
    private static final SortedMap<String, Long> NO_LIMITS = new TreeMap<>();

    @Test
    void shouldFindEveryProviderOnTheClassPath() {
        List<MachineProvider> found = Machines.discover();

        assertEquals(1, found.size());
        assertEquals(EchoProvider.class, found.get(0).getClass());
    }

    @Test
    void shouldOrderProvidersByServiceId() {
        Machines machines = machines(service(30, "c"), service(10, "b"), service(20, "a"));

        assertEquals(
                List.of("b", "a", "c"),
                machines.providers().stream().map(MachineProvider::name).toList());
        assertEquals(
                List.of("kernel", "b", "a", "c"),
                machines.stores().stream().map(StateStore::owner).toList());
    }

    @Test
    void shouldNotMindTheOrderOfProviders() {
        assertEquals(
                machines(service(1, "a"), service(2, "b")).stateHash(),
                machines(service(2, "b"), service(1, "a")).stateHash());
    }

    @Test
    void shouldRefuseTwoMachinesWithOneServiceId() {
        IllegalArgumentException refusal = refusalOf(service(3, "left"), service(4, "other"), service(3, "right"));

        assertEquals("two machines have service id 3: left and right", refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"twin", "kernel"})
    void shouldRefuseANameThatIsTaken(String name) {
        IllegalArgumentException refusal = refusalOf(service(3, "twin"), service(4, name));

        assertTrue(refusal.getMessage().contains(name), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldRefuseAServiceIdThatFitsNoFrame(int serviceId) {
        assertEquals(
                "service id of odd must be 1 to 65535, not " + serviceId,
                refusalOf(service(serviceId, "odd")).getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void shouldRefuseAMethodIdThatFitsNoFrame(int methodId) {
        TestProvider provider = new TestProvider(1, "odd", List.of(new Method(methodId, "m")), setup -> IDLE);

        assertEquals(
                "id of method m of odd must be 1 to 65535, not " + methodId,
                refusalOf(provider).getMessage());
    }

    @Test
    void shouldTakeTheOutermostIds() {
        List<Method> methods = List.of(new Method(1, "first"), new Method(65_535, "last"));
        Machines machines = machines(new TestProvider(65_535, "edge", methods, setup -> IDLE));

        assertNotNull(machines.machine(65_535));
        assertTrue(machines.hasMethod(65_535, 65_535));
        assertNull(machines.machine(0));
        assertNull(machines.machine(1));
    }

    @Test
    void shouldWorkWithoutMachines() {
        Machines machines = machines();

        assertNull(machines.machine(0));
        assertNull(machines.machine(1));
        assertEquals(0, machines.sequence());
        assertEquals(0, machines.faults());
    }

    @Test
    void shouldListTheLimitsInForce() {
        Machines machines = new Machines(List.of(new EchoProvider()), new TreeMap<>(Map.of("echo.max-keys", 10L)));

        assertEquals(
                Map.of(
                        "echo.max-keys", 10L,
                        "kernel.max-answer-bytes", 32L << 20,
                        "kernel.max-sessions", 10_000L,
                        "kernel.max-timers", 65_536L,
                        "kernel.session-ttl-ms", 3_600_000L,
                        "kernel.session-window", 64L),
                machines.limits());
    }

    @Test
    void shouldTakeTheListedLimitsBack() {
        Machines first = new Machines(List.of(new EchoProvider()), new TreeMap<>(Map.of("echo.max-keys", 10L)));
        Machines second = new Machines(List.of(new EchoProvider()), first.limits());

        assertEquals(first.limits(), second.limits());
        assertEquals(first.stateHash(), second.stateHash());
    }

    @ParameterizedTest
    @CsvSource({
        "echo.max-keys,     0,        1, 16777216",
        "echo.max-keys,     -5,       1, 16777216",
        "echo.max-keys,     16777217, 1, 16777216",
        "kernel.max-timers, 0,        1, 4194304",
        "kernel.max-timers, 4194305,  1, 4194304"
    })
    void shouldRefuseALimitOutOfItsRange(String name, long value, long min, long max) {
        SortedMap<String, Long> limits = new TreeMap<>(Map.of(name, value));
        List<MachineProvider> providers = List.of(new EchoProvider());

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new Machines(providers, limits));

        assertEquals("limit " + name + " must be " + min + " to " + max + ", not " + value, refusal.getMessage());
    }

    @Test
    void shouldTakeALimitAtTheEndsOfItsRange() {
        for (long value : new long[] {3, 5}) {
            TestProvider provider = TestProvider.of(1, "p", setup -> {
                assertEquals(value, setup.limit("l", 4, 3, 5));
                return IDLE;
            });

            assertEquals(
                    value,
                    new Machines(List.of(provider), new TreeMap<>(Map.of("p.l", value)))
                            .limits()
                            .get("p.l"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo.max-key", "max-keys", "llm.max-keys", ""})
    void shouldRefuseALimitNobodyKnows(String name) {
        SortedMap<String, Long> limits = new TreeMap<>(Map.of(name, 5L));
        List<MachineProvider> providers = List.of(new EchoProvider());

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new Machines(providers, limits));

        assertEquals(
                "unknown limit " + name + "; known: echo.max-keys, kernel.max-answer-bytes, kernel.max-sessions, "
                        + "kernel.max-timers, kernel.session-ttl-ms, kernel.session-window",
                refusal.getMessage());
    }

    @Test
    void shouldCoverEveryMachineWithTheStateHash() {
        TestProvider one = TestProvider.of(1, "one", setup -> {
            setup.store().region("r", 100);
            return IDLE;
        });
        Machines machines = machines(one);
        long hash = machines.stateHash();

        machines.stores().get(1).regions().get(0).putInt(8, 1);

        assertNotEquals(hash, machines.stateHash());
    }

    @Test
    void shouldKeepItsClockInARegion() {
        Machines machines = machines();
        machines.advance(7, 1_234);
        machines.countFault();

        Region clock = machines.stores().get(0).regions().get(0);
        assertEquals("clock", clock.name());
        assertEquals(7, clock.getLong(0));
        assertEquals(1_234, clock.getLong(8));
        assertEquals(1, clock.getLong(16));
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindAFaultPolicyByItsLabel(FaultPolicy policy) {
        assertEquals(policy, FaultPolicy.valueOf(policy.label().toUpperCase(Locale.ROOT)));
        assertEquals(policy.label(), policy.label().toLowerCase(Locale.ROOT));
    }

    private static IllegalArgumentException refusalOf(MachineProvider... providers) {
        return assertThrows(IllegalArgumentException.class, () -> machines(providers));
    }

    private static Machines machines(MachineProvider... providers) {
        return new Machines(List.of(providers), NO_LIMITS);
    }

    private static TestProvider service(int serviceId, String name) {
        return TestProvider.of(serviceId, name, IDLE);
    }
}
