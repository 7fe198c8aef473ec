package io.reprise.perf.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.reprise.ingress.client.Delivery;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.FixedPrompts;
import io.reprise.perf.load.work.Work;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class LoadClientBinaryTest {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0} connections, pipeline {1}, {2} bytes")
    @CsvSource({"1, 1, 0", "1, 256, 64", "3, 7, 1", "16, 64, 100", "2, 4, 300000"})
    void shouldGetEveryAnswerInAClosedLoop(int connections, int pipeline, int size) throws IOException {
        try (FrameServer server = FrameServer.echo().start()) {
            int count = size < 1000 ? 5_003 : 53;
            LoadResult result = run(server, Schedule.window().count(count), new Work.Echo(size), connections, pipeline);

            assertAllRight(count, result);
            assertEquals(count, result.responseTime().getTotalCount());
            assertEquals(count, result.serviceTime().getTotalCount());
            assertEquals(pipeline, result.window());
        }
    }

    @Test
    void shouldSendWhatIsDueInAnOpenLoop() throws IOException {
        try (FrameServer server = FrameServer.echo().start()) {
            LoadResult result = run(server, Schedule.poisson(20_000).count(4_000), new Work.Echo(64), 3, 64);

            assertAllRight(4_000, result);
            assertTrue(result.answersPerSecond() < 25_000, "paced, so no faster: " + result.answersPerSecond());
            assertTrue(result.responseTime().getMean() >= result.serviceTime().getMean());
        }
    }

    @Test
    void shouldUnderstandAnswersSplitByteByByte() throws IOException {
        try (FrameServer server = FrameServer.echo().writeLength(1).start()) {
            assertAllRight(200, run(server, Schedule.window().count(200), new Work.Echo(33), 2, 8));
        }
    }

    @Test
    void shouldNeverHaveMoreInFlightThanTheServerAllows() throws IOException {
        try (FrameServer server = FrameServer.echo().maxInFlight(3).start()) {
            LoadResult result = run(server, Schedule.window().count(2_000), new Work.Echo(8), 1, 1_000);

            assertAllRight(2_000, result);
            assertEquals(3, result.window());
            assertTrue(server.mostInFlight.get() <= 3, "in one read: " + server.mostInFlight);
        }
    }

    @Test
    void shouldCheckSumsOfAddsAndLogEveryAcknowledgement() throws IOException {
        Path acks = directory.resolve("acks");
        try (FrameServer server = FrameServer.echo().start()) {
            LoadPlan plan = plan(server, Schedule.window().count(1_000), new Work.Add(7))
                    .logs(LoadLogs.none().acks(acks));

            assertAllRight(1_000, new LoadClient().run(plan));
        }

        Map<Long, Long> sums = new TreeMap<>();
        long lastId = 0;
        for (String line : Files.readAllLines(acks)) {
            String[] cells = line.split(" ");
            assertTrue(Long.parseLong(cells[0]) > lastId, "ids rise: " + line);
            lastId = Long.parseLong(cells[0]);
            long key = Long.parseLong(cells[1]);
            assertEquals(sums.getOrDefault(key, 0L) + 1, Long.parseLong(cells[2]), line);
            sums.put(key, Long.parseLong(cells[2]));
        }
        assertEquals(1_000, sums.values().stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void shouldNoticeASumThatSkips() throws IOException {
        try (FrameServer server = FrameServer.with(() -> new FrameServer.Behaviour() {
                    private long sum;

                    @Override
                    public void onRequest(FrameFlyweight request, FrameServer.Reply reply) {
                        sum += sum == 500 ? 2 : 1;
                        reply.sum(sum);
                    }
                })
                .start()) {
            LoadResult result = run(server, Schedule.window().count(600), new Work.Add(1), 1, 16);

            assertEquals(100, result.counts().wrong());
            assertEquals(500, result.counts().right());
            assertEquals(ExitCode.DIVERGED, result.exitCode());
            assertTrue(result.detail().contains("request 500 is not the sum"), result.detail());
        }
    }

    @Test
    void shouldCarryChatInFrames() throws IOException {
        List<String> bodies = new ArrayList<>();
        try (FrameServer server = FrameServer.with(() -> (request, reply) -> {
                    assertEquals(Work.Chat.SERVICE, request.service());
                    bodies.add(request.buffer()
                            .getStringWithoutLengthUtf8(request.payloadOffset(), request.payloadLength()));
                    reply.text("{\"n\":" + bodies.size() + "}");
                })
                .start()) {
            Work chat = new Work.Chat(new FixedPrompts(10, 5), "m");

            assertAllRight(20, run(server, Schedule.window().count(20), chat, 1, 4));
        }
        assertEquals(20, bodies.stream().distinct().count());
    }

    @Test
    void shouldWriteTheSameAnswersWhateverTheOrder() throws IOException {
        assertEquals(sortedAnswers("one", 1, 1), sortedAnswers("other", 5, 64));
    }

    @Test
    void shouldDetectWrongPayloads() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (FrameServer server = FrameServer.with(() -> (request, reply) -> {
                    if (requests.incrementAndGet() % 100 == 0) {
                        request.buffer().putByte(request.payloadOffset() + 32, (byte) 0);
                        request.buffer().putByte(request.payloadOffset() + 33, (byte) 0);
                    }
                    reply.echo();
                })
                .start()) {
            LoadResult result = run(server, Schedule.window().count(1_000), new Work.Echo(64), 1, 16);

            assertEquals(10, result.counts().wrong());
            assertEquals(990, result.counts().right());
            assertEquals(ExitCode.DIVERGED, result.exitCode());
        }
    }

    @Test
    void shouldCountRefusalsByStatusAndTimeThemApart() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (FrameServer server = FrameServer.with(() -> (request, reply) -> {
                    if (requests.incrementAndGet() % 4 == 0) {
                        reply.error(Status.OVERLOADED, "come back later");
                    } else {
                        reply.echo();
                    }
                })
                .start()) {
            LoadResult result = run(server, Schedule.window().count(1_000), new Work.Echo(64), 1, 16);

            assertEquals(Map.of("OVERLOADED", 250L), result.errors());
            assertEquals(250, result.counts().failed());
            assertEquals(750, result.responseTime().getTotalCount());
            assertEquals(250, result.failureTime().getTotalCount());
            assertEquals(ExitCode.DIVERGED, result.exitCode());
            assertTrue(result.detail().endsWith("was answered OVERLOADED: come back later"), result.detail());
        }
    }

    @Test
    void shouldEndWithCountsWhenTheServerClosesMidway() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (FrameServer server = FrameServer.with(() -> (request, reply) -> {
                    reply.echo();
                    if (requests.incrementAndGet() == 500) {
                        reply.close();
                    }
                })
                .start()) {
            LoadResult result = run(server, Schedule.window().count(100_000), new Work.Echo(64), 1, 16);

            assertEquals(Ending.LOST, result.ending());
            assertEquals(ExitCode.DISCONNECTED, result.exitCode());
            assertTrue(result.counts().right() <= 500 && result.counts().right() >= 480, "" + result.counts());
            assertTrue(result.counts().unanswered() <= 16, "" + result.counts());
            assertFalse(result.detail().isEmpty());
        }
    }

    @Test
    void shouldStillCollectAnswersOfOtherConnectionsWhenOneIsLost() throws IOException {
        AtomicInteger connections = new AtomicInteger();
        try (FrameServer server = FrameServer.with(() -> {
                    boolean closing = connections.incrementAndGet() == 1;
                    return (request, reply) -> {
                        reply.echo();
                        if (closing) {
                            reply.close();
                        }
                    };
                })
                .start()) {
            LoadResult result = run(server, Schedule.window().count(1_000_000), new Work.Echo(64), 4, 16);

            assertEquals(Ending.LOST, result.ending());
            assertTrue(result.counts().unanswered() <= 16, "only of the lost one: " + result.counts());
        }
    }

    @Test
    void shouldCountWhatALostConnectionLeavesUnknown() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (FrameServer server = FrameServer.with(() -> (request, reply) -> closeNowAndThen(requests, reply))
                .start()) {
            LoadPlan plan = plan(server, Schedule.window().count(2_000), new Work.Echo(64))
                    .connections(2)
                    .pipeline(16)
                    .reconnects(true);

            LoadResult result = new LoadClient().run(plan);

            assertEquals(Ending.DONE, result.ending(), result.detail());
            assertTrue(result.links().reconnects() > 0, "" + result.links());
            assertTrue(result.links().unknownOutcomes() > 0, "" + result.links());
            assertEquals(0, result.links().resent());
            assertEquals(2_000, result.counts().right() + result.links().unknownOutcomes());
            assertEquals(0, result.counts().unexpected());
            assertEquals(ExitCode.DIVERGED, result.exitCode());
        }
    }

    @Test
    void shouldSendAgainUntilEverythingIsAnswered() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (FrameServer server = FrameServer.with(() -> (request, reply) -> closeNowAndThen(requests, reply))
                .start()) {
            LoadPlan plan = plan(server, Schedule.window().count(2_000), new Work.Echo(64))
                    .connections(2)
                    .pipeline(16)
                    .delivery(Delivery.EXACTLY_ONCE)
                    .reconnects(true);

            LoadResult result = new LoadClient().run(plan);

            assertAllRight(2_000, result);
            assertTrue(result.links().resent() > 0, "" + result.links());
            assertEquals(0, result.links().unknownOutcomes());
        }
    }

    private static void closeNowAndThen(AtomicInteger requests, FrameServer.Reply reply) throws IOException {
        if (requests.incrementAndGet() % 400 == 0) {
            reply.close();
        } else {
            reply.echo();
        }
    }

    @Test
    void shouldGiveUpWhenTheServerDoesNotComeBack() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        AtomicReference<FrameServer> running = new AtomicReference<>();
        try (FrameServer server = FrameServer.with(() -> (request, reply) -> {
                    reply.echo();
                    if (requests.incrementAndGet() == 100) {
                        running.get().close();
                    }
                })
                .start()) {
            running.set(server);
            LoadPlan plan = plan(server, Schedule.window().count(1_000), new Work.Echo(64))
                    .pipeline(16)
                    .timeoutNs(TimeUnit.MILLISECONDS.toNanos(500))
                    .reconnects(true);

            LoadResult result = new LoadClient().run(plan);

            assertEquals(Ending.TIMED_OUT, result.ending());
            assertTrue(result.detail().startsWith("cannot connect to 127.0.0.1:"), result.detail());
        }
    }

    @Test
    void shouldEndWhenTheServerSendsGarbage() throws IOException {
        try (FrameServer server =
                FrameServer.with(() -> (request, reply) -> reply.garbage(200)).start()) {
            LoadResult result = run(server, Schedule.window().count(10), new Work.Echo(64), 1, 16);

            assertEquals(Ending.LOST, result.ending());
            assertTrue(result.detail().startsWith("the server sent a frame of 4008636142 bytes"), result.detail());
        }
    }

    @Test
    void shouldCountAnswersToNothing() throws IOException {
        try (FrameServer server = FrameServer.with(() -> (request, reply) -> {
                    reply.start(FrameKind.RESPONSE, 0).correlationId(request.correlationId() + (1L << 40));
                    reply.echo();
                })
                .start()) {
            LoadResult result = run(server, Schedule.window().count(10), new Work.Echo(64), 1, 1);

            assertEquals(10, result.counts().right());
            assertEquals(10, result.counts().unexpected());
            assertEquals(ExitCode.DIVERGED, result.exitCode());
        }
    }

    @Test
    void shouldGiveUpWhenNothingIsAnsweredAnyMore() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (FrameServer server = FrameServer.with(() -> (request, reply) -> {
                    if (requests.incrementAndGet() <= 100) {
                        reply.echo();
                    }
                })
                .start()) {
            LoadPlan plan = plan(server, Schedule.window().count(1_000), new Work.Echo(64))
                    .pipeline(16)
                    .timeoutNs(TimeUnit.SECONDS.toNanos(1));

            LoadResult result = new LoadClient().run(plan);

            assertEquals(Ending.TIMED_OUT, result.ending());
            assertEquals(ExitCode.DIVERGED, result.exitCode());
            assertEquals(100, result.counts().right());
            assertEquals(16, result.counts().unanswered());
        }
    }

    @Test
    void shouldCountWhatWasDueAndNeverSent() throws IOException {
        try (FrameServer server = FrameServer.with(() -> (request, reply) -> {}).start()) {
            LoadPlan plan = plan(server, Schedule.uniform(100_000).count(1_000), new Work.Echo(64))
                    .pipeline(10)
                    .timeoutNs(TimeUnit.SECONDS.toNanos(1));

            LoadResult result = new LoadClient().run(plan);

            assertEquals(Ending.TIMED_OUT, result.ending());
            assertEquals(10, result.counts().sent());
            assertEquals(990, result.counts().unsent());
        }
    }

    @Test
    void shouldSayWhenNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        LoadResult result = new LoadClient()
                .run(LoadPlan.of(
                        Target.binary("127.0.0.1", port), Schedule.window().count(1), new Work.Echo(1)));

        assertEquals(Ending.REFUSED, result.ending());
        assertEquals(ExitCode.DISCONNECTED, result.exitCode());
        assertTrue(result.detail().contains("refused"), result.detail());
    }

    @Test
    void shouldSayWhenTheServerDoesNotWelcome() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Target target = Target.binary("127.0.0.1", mute.getLocalPort());
            LoadPlan plan = LoadPlan.of(target, Schedule.window().count(1), new Work.Echo(1))
                    .timeoutNs(TimeUnit.MILLISECONDS.toNanos(100));

            LoadResult result = new LoadClient().run(plan);

            assertEquals(Ending.REFUSED, result.ending());
            assertEquals("the server did not answer HELLO within 100 ms", result.detail());
        }
    }

    @Test
    void shouldRefuseRequestsTheServerCannotTake() throws IOException {
        try (FrameServer server = FrameServer.echo().maxFrameLength(1_064).start()) {
            assertAllRight(10, run(server, Schedule.window().count(10), new Work.Echo(1_000), 1, 4));
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> run(server, Schedule.window().count(10), new Work.Echo(1_001), 1, 4));
            assertTrue(refusal.getMessage().contains("up to 1000 bytes"), refusal.getMessage());
        }
    }

    @Test
    void shouldTellIntervalsThatAddUp() throws IOException {
        List<Long> answered = new ArrayList<>();
        try (FrameServer server = FrameServer.echo().start()) {
            LoadClient client = new LoadClient(
                    interval -> answered.add(interval.responseTime().getTotalCount()));

            LoadResult result = client.run(plan(server, Schedule.uniform(1_000).count(1_500), new Work.Echo(64)));

            assertAllRight(1_500, result);
            assertTrue(answered.size() >= 2, "one after a second, one at the end");
            assertEquals(1_500, answered.stream().mapToLong(Long::longValue).sum());
            assertEquals(1_500, result.responseTime().getTotalCount());
        }
    }

    @Test
    void shouldAllocateNothingPerMessage() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ResourceLeakDetector.Level leakLevel = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED); // it samples buffers with their stacks
        try (FrameServer server = FrameServer.echo().start()) {
            long small = 0;
            long large = 0;
            for (int round = 0; round < 3; round++) { // the last round counts: by then classes are loaded
                small = allocatedBytes(threads, server, 1_000);
                large = allocatedBytes(threads, server, 201_000);
            }

            double perMessage = (large - small) / 200_000.0;
            assertTrue(perMessage < 0.5, "bytes per message: " + perMessage);
        } finally {
            ResourceLeakDetector.setLevel(leakLevel);
        }
    }

    private static long allocatedBytes(ThreadMXBean threads, FrameServer server, int count) throws IOException {
        long before = threads.getCurrentThreadAllocatedBytes();
        assertAllRight(count, run(server, Schedule.window().count(count), new Work.Echo(64), 2, 256));
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private List<String> sortedAnswers(String name, int connections, int pipeline) throws IOException {
        Path answers = directory.resolve(name);
        try (FrameServer server = FrameServer.echo().start()) {
            LoadPlan plan = plan(server, Schedule.window().count(500), new Work.Echo(40))
                    .connections(connections)
                    .pipeline(pipeline)
                    .logs(LoadLogs.none().answers(answers));
            assertAllRight(500, new LoadClient().run(plan));
        }
        List<String> lines = Files.readAllLines(answers).stream().sorted().toList();
        assertEquals(500, lines.stream().distinct().count());
        return lines;
    }

    private static LoadPlan plan(FrameServer server, Schedule schedule, Work work) {
        return LoadPlan.of(Target.binary("127.0.0.1", server.port()), schedule, work);
    }

    private static LoadResult run(FrameServer server, Schedule schedule, Work work, int connections, int pipeline)
            throws IOException {
        return new LoadClient()
                .run(plan(server, schedule, work).connections(connections).pipeline(pipeline));
    }

    private static void assertAllRight(long count, LoadResult result) {
        assertEquals(new LoadCounts(count, count, 0, 0, 0, 0, 0), result.counts(), result.detail());
        assertEquals(Ending.DONE, result.ending());
        assertEquals(ExitCode.OK, result.exitCode());
        assertTrue(result.isRight());
    }
}
