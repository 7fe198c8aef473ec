package io.reprise.ingress;

import io.reprise.ingress.codec.Call;
import io.reprise.ingress.codec.CallRequest;
import io.reprise.ingress.codec.HttpError;
import io.reprise.ingress.codec.Reply;
import io.reprise.ingress.codec.ServiceCodec;
import io.reprise.ingress.codec.ServiceCodecs;
import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/** Routes of one service, whose bodies are its payloads; errors look like nobody else's. */
record TestCodec(int service, List<Route> routes) implements ServiceCodec {
    /** What {@link #errorBody} cannot put into words. */
    static final String UNSPEAKABLE = "unspeakable";

    /** POST /echo; and POST /later and the other ways of {@link TestProvider}, GET /count. */
    static ServiceCodecs all() {
        return new ServiceCodecs(List.of(
                new TestCodec(EchoProvider.SERVICE, List.of(new Route("POST", "/echo", EchoProvider.ECHO))),
                new TestCodec(
                        TestProvider.SERVICE,
                        List.of(
                                new Route("POST", "/later", TestProvider.LATER),
                                new Route("POST", "/twice", TestProvider.TWICE),
                                new Route("POST", "/parts", TestProvider.PARTS),
                                new Route("POST", "/throw", TestProvider.THROW),
                                new Route("POST", "/refuse", TestProvider.REFUSE),
                                new Route("GET", "/count", TestProvider.COUNT)))));
    }

    @Override
    public List<String> keyHeaders() {
        return List.of("x-test-key");
    }

    @Override
    public String keyParameter() {
        return "key";
    }

    /** A request that says what it wants to be refused with gets it. */
    @Override
    public int errorStatus(int httpStatus, HttpError error, CallRequest request) {
        String wanted = request.query("refused-with");
        return wanted == null ? httpStatus : Integer.parseInt(wanted);
    }

    @Override
    public boolean opensFrames() {
        return false;
    }

    @Override
    public Call open(CallRequest request, MutableDirectBuffer command) {
        command.putBytes(0, request.body(), 0, request.bodyLength());
        int priority = request.priority() < 0 ? 128 : request.priority();
        return new PlainCall(service, priority, request.seed(), request.bodyLength());
    }

    @Override
    public byte[] errorBody(HttpError error, CallRequest request) {
        return errorBody(error);
    }

    private static byte[] errorBody(HttpError error) {
        String text = error.text();
        if (text.equals(UNSPEAKABLE)) {
            throw new IllegalArgumentException(text);
        }
        return ("{\"refused\":\"" + error.status() + "\",\"why\":\"" + text.replace("\"", "'") + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Answers with the payload of the machine's answer; parts together are one body. */
    private static final class PlainCall extends Call {
        private byte[] body = {};

        PlainCall(int service, int priority, long seed, int commandLength) {
            super(service, priority, seed, commandLength);
        }

        @Override
        public void onAnswer(FrameFlyweight answer, Reply reply) {
            byte[] all = java.util.Arrays.copyOf(body, body.length + answer.payloadLength());
            answer.buffer().getBytes(answer.payloadOffset(), all, body.length, answer.payloadLength());
            body = all;
            if (answer.kind() != FrameKind.PART || (answer.flags() & FrameLayout.FLAG_LAST) != 0) {
                reply.start(200, "application/json").whole(body, body.length);
            }
        }

        @Override
        public void onError(HttpError error, Reply reply) {
            byte[] text = errorBody(error);
            reply.start(error.status().httpStatus(), "application/json").whole(text, text.length);
        }
    }
}
