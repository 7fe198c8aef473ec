package io.reprise.ingress.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Writes response heads straight into the outgoing buffer. Event loop only. */
final class HttpResponses {
    /** More than any head written here takes. */
    static final int MAX_HEAD_LENGTH = 768;

    private static final byte[] VERSION = ascii("HTTP/1.1 ");
    private static final byte[] OK = ascii("200 OK");
    private static final byte[] CONTENT_TYPE = ascii("\r\ncontent-type: ");
    private static final byte[] CONTENT_LENGTH = ascii("\r\ncontent-length: ");
    private static final byte[] SEQUENCE = ascii("\r\nx-reprise-sequence: ");
    private static final byte[] REQUEST_ID = ascii("\r\nx-request-id: ");
    private static final byte[] CLOSE = ascii("\r\nconnection: close");
    private static final byte[] KEEP_ALIVE = ascii("\r\nconnection: keep-alive");
    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] DATE = ascii("\r\ndate: ");
    private static final byte[] END = ascii("\r\n\r\n");
    private static final byte[] JSON = ascii("application/json");
    private static final DateTimeFormatter RFC_1123 =
            DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).withZone(ZoneOffset.UTC);

    private final LongSupplier sessionId;
    private long dateSecond = -1;
    private byte[] date = {};

    /** @param sessionId of the connection */
    HttpResponses(LongSupplier sessionId) {
        this.sessionId = sessionId;
    }

    /**
     * Head of a JSON answer of the kernel.
     *
     * @param sequence of its request
     * @param givenId what the client calls its request, or {@link RequestId#NONE}
     * @param number of the request on its connection
     */
    void writeJsonHead(
            ByteBuf out,
            int status,
            long sequence,
            String givenId,
            long number,
            int contentLength,
            Persistence persistence) {
        startHead(out, status, JSON, givenId, number);
        out.writeBytes(SEQUENCE);
        writeDecimal(out, sequence);
        endHead(out, contentLength, persistence);
    }

    void writeContinue(ByteBuf out) {
        out.writeBytes(CONTINUE);
    }

    /** A response of the edge's own; without its body when the request was HEAD. */
    void write(ByteBuf out, HttpPage page, String givenId, long number, boolean withBody, Persistence persistence) {
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        out.ensureWritable(MAX_HEAD_LENGTH + body.length);
        startHead(out, page.status(), ascii(page.contentType()), givenId, number);
        if (!page.extraHeader().isEmpty()) {
            out.writeBytes(ascii("\r\n" + page.extraHeader()));
        }
        endHead(out, body.length, persistence);
        if (withBody) {
            out.writeBytes(body);
        }
    }

    private void startHead(ByteBuf out, int status, byte[] contentType, String givenId, long number) {
        out.writeBytes(VERSION);
        if (status == 200) {
            out.writeBytes(OK);
        } else {
            out.writeBytes(ascii(HttpResponseStatus.valueOf(status).toString()));
        }
        out.writeBytes(CONTENT_TYPE).writeBytes(contentType).writeBytes(REQUEST_ID);
        RequestId.write(out, givenId, sessionId.getAsLong(), number);
    }

    private void endHead(ByteBuf out, int contentLength, Persistence persistence) {
        out.writeBytes(CONTENT_LENGTH);
        writeDecimal(out, contentLength);
        out.writeBytes(DATE).writeBytes(date());
        switch (persistence) {
            case CLOSE -> out.writeBytes(CLOSE);
            case KEEP_AND_SAY -> out.writeBytes(KEEP_ALIVE);
            case KEEP -> {}
        }
        out.writeBytes(END);
    }

    /** As RFC 9110 wants it; made once a second. */
    private byte[] date() {
        long second = System.currentTimeMillis() / 1000;
        if (second != dateSecond) {
            dateSecond = second;
            date = ascii(RFC_1123.format(Instant.ofEpochSecond(second)));
        }
        return date;
    }

    static void writeDecimal(ByteBuf out, long value) {
        if (value >= 10) {
            writeDecimal(out, value / 10);
        }
        out.writeByte((int) ('0' + value % 10));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
