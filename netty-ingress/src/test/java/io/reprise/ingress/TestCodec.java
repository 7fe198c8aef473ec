package io.reprise.ingress;

import io.reprise.ingress.codec.HttpCodec;
import io.reprise.ingress.codec.HttpError;
import io.reprise.kernel.echo.EchoProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Routes of one service; errors look like nobody else's. */
record TestCodec(int service, List<Route> routes) implements HttpCodec {
    /** What {@link #errorBody} cannot put into words. */
    static final String UNSPEAKABLE = "unspeakable";

    /** POST /echo; and POST /later and the other ways of {@link TestProvider}, GET /count. */
    static List<HttpCodec> all() {
        return List.of(
                new TestCodec(EchoProvider.SERVICE, List.of(new Route("POST", "/echo", EchoProvider.ECHO))),
                new TestCodec(
                        TestProvider.SERVICE,
                        List.of(
                                new Route("POST", "/later", TestProvider.LATER),
                                new Route("POST", "/twice", TestProvider.TWICE),
                                new Route("POST", "/parts", TestProvider.PARTS),
                                new Route("POST", "/throw", TestProvider.THROW),
                                new Route("POST", "/refuse", TestProvider.REFUSE),
                                new Route("GET", "/count", TestProvider.COUNT))));
    }

    @Override
    public List<String> keyHeaders() {
        return List.of("x-test-key");
    }

    @Override
    public byte[] errorBody(HttpError error) {
        String text = error.text();
        if (text.equals(UNSPEAKABLE)) {
            throw new IllegalArgumentException(text);
        }
        return ("{\"refused\":\"" + error.status() + "\",\"why\":\"" + text.replace("\"", "'") + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
