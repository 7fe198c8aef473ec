package io.reprise.perf.load;

import static io.reprise.kernel.frame.FrameLayout.HEADER_LENGTH;
import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/** A tiny server of the frame protocol, one thread per connection. What it does with a request is up to the test. */
final class FrameServer implements AutoCloseable {
    private static final int CAPACITY = 1 << 22;

    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();
    private final Supplier<Behaviour> behaviours;
    private final int maxFrameLength;
    private final int maxInFlight;
    private final int writeLength;
    final AtomicInteger mostInFlight = new AtomicInteger();

    /** What one connection does with its requests. */
    interface Behaviour {
        void onRequest(FrameFlyweight request, Reply reply) throws IOException;
    }

    private FrameServer(Settings settings) throws IOException {
        behaviours = settings.behaviours;
        maxFrameLength = settings.maxFrameLength;
        maxInFlight = settings.maxInFlight;
        writeLength = settings.writeLength;
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        daemon(this::accept);
    }

    record Settings(Supplier<Behaviour> behaviours, int maxFrameLength, int maxInFlight, int writeLength) {
        Settings maxFrameLength(int length) {
            return new Settings(behaviours, length, maxInFlight, writeLength);
        }

        Settings maxInFlight(int requests) {
            return new Settings(behaviours, maxFrameLength, requests, writeLength);
        }

        /** Splits every write into pieces of so many bytes. */
        Settings writeLength(int length) {
            return new Settings(behaviours, maxFrameLength, maxInFlight, length);
        }

        FrameServer start() throws IOException {
            return new FrameServer(this);
        }
    }

    /** Every connection gets a behaviour of its own. */
    static Settings with(Supplier<Behaviour> behaviours) {
        return new Settings(behaviours, FrameLayout.DEFAULT_MAX_FRAME_LENGTH, 4096, CAPACITY);
    }

    /** Services as the kernel's echo machine has them. */
    static Settings echo() {
        Map<Long, Long> sums = new ConcurrentHashMap<>();
        return with(() -> (request, reply) -> {
            if (request.method() == EchoProvider.ECHO) {
                reply.echo();
            } else {
                long key = request.buffer().getLong(request.payloadOffset(), ORDER);
                long delta = request.buffer().getLong(request.payloadOffset() + 8, ORDER);
                reply.sum(sums.merge(key, delta, Long::sum));
            }
        });
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    /** Breaks all connections at once, as a killed process does. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "frame-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                channels.add(channel);
                daemon(() -> serve(channel));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            new Session(channel, behaviours.get()).run();
        } catch (IOException e) {
            // the client or the test closed it
        }
    }

    /** One connection. */
    private final class Session {
        private final SocketChannel channel;
        private final Behaviour behaviour;
        private final ByteBuffer in = ByteBuffer.allocateDirect(CAPACITY);
        private final FrameFlyweight frame = new FrameFlyweight();
        private final UnsafeBuffer inBuffer = new UnsafeBuffer(in);
        private final Reply reply;

        Session(SocketChannel channel, Behaviour behaviour) {
            this.channel = channel;
            this.behaviour = behaviour;
            reply = new Reply(channel, writeLength);
        }

        void run() throws IOException {
            while (channel.isOpen() && channel.read(in) >= 0) {
                int end = in.position();
                int offset = 0;
                int requests = 0;
                while (channel.isOpen() && end - offset >= HEADER_LENGTH && end - offset >= length(offset)) {
                    onFrame(frame.wrap(inBuffer, offset));
                    requests += frame.kind() == FrameKind.REQUEST ? 1 : 0;
                    offset += length(offset);
                }
                mostInFlight.accumulateAndGet(requests, Math::max);
                in.limit(end).position(offset);
                in.compact();
                if (channel.isOpen()) {
                    reply.flush();
                }
            }
        }

        private int length(int offset) {
            return inBuffer.getInt(offset, ORDER);
        }

        private void onFrame(FrameFlyweight request) throws IOException {
            reply.to(request);
            if (request.kind() == FrameKind.HELLO) {
                reply.welcome(maxFrameLength, maxInFlight);
            } else {
                behaviour.onRequest(request, reply);
            }
        }
    }

    /** Answers to the current request; they leave when all requests of a read are handled. */
    static final class Reply {
        private final SocketChannel channel;
        private final int writeLength;
        private final ByteBuffer out = ByteBuffer.allocateDirect(CAPACITY);
        private final UnsafeBuffer buffer = new UnsafeBuffer(out);
        private final FrameFlyweight answer = new FrameFlyweight();
        private FrameFlyweight request;
        private int end;

        private Reply(SocketChannel channel, int writeLength) {
            this.channel = channel;
            this.writeLength = writeLength;
        }

        private void to(FrameFlyweight newRequest) {
            request = newRequest;
        }

        /** Starts a frame that answers the current request. */
        FrameFlyweight start(int kind, int payloadLength) {
            if (end + HEADER_LENGTH + payloadLength > CAPACITY) {
                throw new IllegalStateException("the answers to one read do not fit");
            }
            answer.wrap(buffer, end)
                    .init(kind, payloadLength)
                    .service(request.service())
                    .method(request.method())
                    .correlationId(request.correlationId())
                    .sessionId(7);
            end += answer.length();
            return answer;
        }

        void echo() {
            int length = request.payloadLength();
            start(FrameKind.RESPONSE, length);
            buffer.putBytes(answer.payloadOffset(), request.buffer(), request.payloadOffset(), length);
        }

        void text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            start(FrameKind.RESPONSE, bytes.length);
            buffer.putBytes(answer.payloadOffset(), bytes);
        }

        void sum(long sum) {
            start(FrameKind.RESPONSE, 8);
            buffer.putLong(answer.payloadOffset(), sum, ORDER);
        }

        void error(Status status, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            start(FrameKind.ERROR, ErrorPayload.length(bytes)).status(status.code());
            ErrorPayload.encode(buffer, answer.payloadOffset(), status, bytes);
        }

        /** Bytes that are no frame. */
        void garbage(int length) {
            buffer.setMemory(end, length, (byte) 0xEE);
            end += length;
        }

        /** Sends what was answered so far and closes. */
        void close() throws IOException {
            flush();
            channel.close();
        }

        private void welcome(int maxFrameLength, int maxInFlight) {
            start(FrameKind.WELCOME, 24);
            buffer.putLong(answer.payloadOffset(), 1, ORDER);
            buffer.putLong(answer.payloadOffset() + 8, 0, ORDER);
            buffer.putInt(answer.payloadOffset() + 16, maxFrameLength, ORDER);
            buffer.putInt(answer.payloadOffset() + 20, maxInFlight, ORDER);
        }

        private void flush() throws IOException {
            for (int start = 0; start < end; start += writeLength) {
                out.limit(Math.min(end, start + writeLength)).position(start);
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            }
            end = 0;
        }
    }
}
