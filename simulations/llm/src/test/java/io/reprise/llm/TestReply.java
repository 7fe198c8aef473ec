package io.reprise.llm;

import io.reprise.ingress.codec.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keeps what a client would be told. */
final class TestReply implements Reply {
    /** How the answer came to its end. */
    enum End {
        NONE,
        WHOLE,
        STREAMED,
        CUT,
        RESET
    }

    final SortedMap<String, String> headers = new TreeMap<>();
    int httpStatus;
    int status;
    String contentType = "";
    End end = End.NONE;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    boolean isDone() {
        return end != End.NONE;
    }

    @Override
    public Reply start(int newStatus, String newContentType) {
        httpStatus = newStatus;
        contentType = newContentType;
        return this;
    }

    @Override
    public Reply header(String name, CharSequence value) {
        headers.put(name, value.toString());
        return this;
    }

    @Override
    public Reply header(String name, long value) {
        return header(name, Long.toString(value));
    }

    @Override
    public void whole(byte[] bytes, int length) {
        body.write(bytes, 0, length);
        end = End.WHOLE;
    }

    @Override
    public void stream() {}

    @Override
    public void part(byte[] bytes, int length) {
        body.write(bytes, 0, length);
    }

    @Override
    public void end() {
        end = End.STREAMED;
    }

    @Override
    public void cut() {
        end = End.CUT;
    }

    @Override
    public void reset() {
        end = End.RESET;
    }

    @Override
    public boolean isStarted() {
        return httpStatus != 0;
    }

    @Override
    public String requestId() {
        return "req-1";
    }
}
