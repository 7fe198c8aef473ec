package io.reprise.ingress;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.reprise.ingress.binary.BinaryConnection;
import io.reprise.ingress.codec.ServiceCodecs;
import io.reprise.ingress.connection.Admission;
import io.reprise.ingress.connection.IngressConfig;
import io.reprise.ingress.connection.IngressCounters;
import io.reprise.ingress.connection.IngressLimits;
import io.reprise.ingress.connection.OverloadPolicy;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.ingress.http.HttpConnection;
import io.reprise.ingress.http.HttpPage;
import io.reprise.ingress.http.HttpRoutes;
import io.reprise.ingress.security.IngressSecurity;
import io.reprise.kernel.Kernel;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.stage.EngineStage;
import io.reprise.kernel.stage.Stage;
import io.reprise.kernel.stage.ThreadingMode;
import io.reprise.kernel.time.RealtimeClock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One connection before a kernel in mode {@code inline}, without sockets and threads: what arrives in one piece is one
 * call, which no socket promises.
 */
final class EmbeddedEdge implements AutoCloseable {
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final RequestWriter writer;
    private final Kernel kernel;

    private EmbeddedEdge(int maxFrameLength, Stage journalStage) {
        RealtimeClock clock = new RealtimeClock(0);
        Machines machines = TestProvider.machines();
        int ringLength = 16 * maxFrameLength;
        FrameRing input = new FrameRing(ringLength, maxFrameLength);
        FrameRing output = new FrameRing(ringLength, maxFrameLength);
        Engine engine = new Engine(machines, 1, output, FaultPolicy.QUARANTINE, (sequence, digest) -> {});
        AtomicReference<RequestWriter> late = new AtomicReference<>();
        Runnable wakeUp = () -> late.get().wakeUp();
        kernel = new Kernel(
                new FrameSequencer(input, clock, 0, 0),
                output,
                journalStage,
                new HeldJournal(),
                new EngineStage(input, engine, clock, wakeUp),
                ThreadingMode.INLINE,
                wakeUp);
        writer = new RequestWriter(
                channel.eventLoop(),
                new Admission(OverloadPolicy.defaults(), input, 1),
                1,
                cause -> failure.compareAndSet(null, cause));
        writer.start(kernel, input, output, clock);
        writer.admission().open(Status.NOT_INITIALIZED);
        late.set(writer);
    }

    static EmbeddedEdge http(IngressLimits limits) {
        EmbeddedEdge edge = new EmbeddedEdge(limits.maxFrameLength(), null);
        Map<String, HttpPage.Source> pages = Map.of("/page", () -> HttpPage.text(200, "a page\n"));
        HttpConnection connection = new HttpConnection(
                edge.writer, config(limits), IngressSecurity.none(), new HttpRoutes(TestCodec.all()), pages);
        edge.add(connection.decoder(), connection);
        return edge;
    }

    static EmbeddedEdge binary(IngressLimits limits) {
        return binary(limits, null);
    }

    static EmbeddedEdge binary(IngressLimits limits, Stage journalStage) {
        EmbeddedEdge edge = new EmbeddedEdge(limits.maxFrameLength(), journalStage);
        edge.add(new BinaryConnection(
                edge.writer, config(limits), IngressSecurity.none(), new ServiceCodecs(List.of())));
        return edge;
    }

    private static IngressConfig config(IngressLimits limits) {
        return new IngressConfig("", 0, 0, limits, TestEdge.TIMEOUTS, OverloadPolicy.defaults());
    }

    private void add(ChannelHandler... handlers) {
        channel.pipeline().addLast(handlers);
        channel.pipeline().fireChannelActive();
    }

    /** One piece arrives; the answers of that turn. */
    byte[] receive(byte[] piece) {
        return receive(Unpooled.directBuffer(piece.length).writeBytes(piece));
    }

    byte[] receive(ByteBuf piece) {
        pass(piece);
        return sent();
    }

    void pass(ByteBuf piece) {
        channel.writeInbound(piece);
        channel.runPendingTasks();
    }

    /** Each byte in a piece of its own. */
    byte[] receiveByteByByte(byte[] bytes) {
        byte[] answers = {};
        for (byte next : bytes) {
            answers = Wire.join(answers, receive(new byte[] {next}));
        }
        return answers;
    }

    /** Lets what has been sent go. Returns how many bytes that was. */
    int drop() {
        int length = 0;
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            length += out.readableBytes();
            out.release();
        }
        return length;
    }

    /** What stopped the kernel, which then is no fault of the test; null if nothing did. */
    Throwable takeFailure() {
        return failure.getAndSet(null);
    }

    IngressCounters counters() {
        return writer.counters();
    }

    Kernel kernel() {
        return kernel;
    }

    private byte[] sent() {
        byte[] all = {};
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            out.release();
            all = Wire.join(all, bytes);
        }
        return all;
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
        kernel.close();
        assertNull(failure.get(), "the kernel stopped");
    }
}
