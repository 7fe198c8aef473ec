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

    /** More than what frames a chunk takes. */
    static final int CHUNK_FRAME_LENGTH = 16;

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
    private static final byte[] NO_CACHE = ascii("\r\ncache-control: no-cache");
    private static final byte[] CHUNKED = ascii("\r\ntransfer-encoding: chunked");
    private static final byte[] COLON = ascii(": ");
    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] HEXADECIMAL = ascii("0123456789abcdef");
    private static final String APPLICATION_JSON = "application/json";
    private static final byte[] END = ascii("\r\n\r\n");
    private static final byte[] JSON = ascii(APPLICATION_JSON);
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
     * Begins the head of an answer of the kernel.
     *
     * @param givenId what the client calls its request, or {@link RequestId#NONE}
     * @param number of the request on its connection
     * @param sequence of its request; 0 = it was never put in order
     */
    void startHead(ByteBuf out, int status, String contentType, String givenId, long number, long sequence) {
        byte[] type = contentType.equals(APPLICATION_JSON) ? JSON : ascii(contentType);
        startHead(out, status, type, givenId, number);
        if (sequence != 0) {
            out.writeBytes(SEQUENCE);
            writeDecimal(out, sequence);
        }
    }

    static void writeHeader(ByteBuf out, String name, CharSequence value) {
        out.writeBytes(LINE_END);
        writeAscii(out, name);
        out.writeBytes(COLON);
        writeAscii(out, value);
    }

    static void writeHeader(ByteBuf out, String name, long value) {
        out.writeBytes(LINE_END);
        writeAscii(out, name);
        out.writeBytes(COLON);
        if (value < 0) {
            out.writeByte('-');
        }
        writeDecimal(out, Math.abs(value));
    }

    /** Ends the head of an answer whose length is not known yet. */
    void endHeadOfStream(ByteBuf out, boolean chunked, Persistence persistence) {
        out.writeBytes(NO_CACHE);
        if (chunked) {
            out.writeBytes(CHUNKED);
        }
        endHead(out, chunked ? persistence : Persistence.CLOSE);
    }

    /** One part of a body whose length was not known: the length in hexadecimal, and the bytes. */
    static void writeChunk(ByteBuf out, byte[] bytes, int length) {
        writeHexadecimal(out, length);
        out.writeBytes(LINE_END).writeBytes(bytes, 0, length).writeBytes(LINE_END);
    }

    static void writeLastChunk(ByteBuf out) {
        out.writeByte('0').writeBytes(END);
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

    /** Ends the head of an answer of that length. */
    void endHead(ByteBuf out, int contentLength, Persistence persistence) {
        out.writeBytes(CONTENT_LENGTH);
        writeDecimal(out, contentLength);
        endHead(out, persistence);
    }

    private void endHead(ByteBuf out, Persistence persistence) {
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

    private static void writeHexadecimal(ByteBuf out, int value) {
        int shift = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(value) - 1) / 4 * 4;
        for (; shift >= 0; shift -= 4) {
            out.writeByte(HEXADECIMAL[value >> shift & 0xF]);
        }
    }

    /** What no header may hold becomes a question mark: it could be read as the end of one. */
    private static void writeAscii(ByteBuf out, CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.writeByte(c >= ' ' && c <= '~' ? c : '?');
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
