package io.reprise.node;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP client on a plain socket that sends any bytes, right or wrong, and is strict with what it reads. Waits ten
 * seconds at most. One thread.
 */
final class RawHttp implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([1-5][0-9]{2}) [A-Za-z -]+");
    private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\\x20-\\x7E]*)");

    private final Socket socket;
    private final InputStream in;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /**
     * An answer.
     *
     * @param headers by lower-case name
     */
    record Response(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.get(name);
        }
    }

    static RawHttp connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(address, TIMEOUT_MS);
        return new RawHttp(socket);
    }

    /** In one write; a character is a byte. */
    RawHttp send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Says that nothing more will come; answers still may. */
    RawHttp endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    Response exchange(String request) throws IOException {
        return send(request).read();
    }

    /** The next answer, to anything but HEAD. */
    Response read() throws IOException {
        Response head = readHead();
        int status = head.status();
        if (status < 200 || status == 204 || status == 304) {
            return head;
        }
        String length = head.header("content-length");
        if (length == null) {
            throw new IOException("an answer without content-length: " + head);
        }
        byte[] body = in.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new EOFException("the server ended the connection inside a body of " + length + " bytes");
        }
        return new Response(status, head.headers(), new String(body, StandardCharsets.UTF_8));
    }

    /** The next answer, to HEAD. */
    Response readHead() throws IOException {
        Matcher statusLine = match(STATUS_LINE, readLine());
        Map<String, String> headers = new TreeMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            Matcher field = match(FIELD, line);
            if (headers.put(field.group(1).toLowerCase(java.util.Locale.ROOT), field.group(2)) != null) {
                throw new IOException("a header field comes twice: " + line);
            }
        }
        return new Response(Integer.parseInt(statusLine.group(1)), headers, "");
    }

    /** Whether the server has said all and ended the connection in order; a reset is an exception. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static Matcher match(Pattern pattern, String line) throws IOException {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new IOException("not a line of an HTTP answer: " + line);
        }
        return matcher;
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server ended the connection after \"" + line + "\"");
            }
            line.write(next);
        }
        if (in.read() != '\n') {
            throw new IOException("CR without LF after " + line.toString(StandardCharsets.ISO_8859_1));
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
