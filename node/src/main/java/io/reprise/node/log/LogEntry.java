package io.reprise.node.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/**
 * One event of the log.
 *
 * @param state of the server, or empty
 * @param failure what was thrown, or null
 */
record LogEntry(
        Instant time,
        Level level,
        String module,
        String state,
        String message,
        List<KeyValuePair> fields,
        Throwable failure) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final JsonFactory JSON = new JsonFactory();

    /** Without the end of the line. */
    String line(LogFormat format) {
        return switch (format) {
            case TEXT -> text();
            case JSON -> json();
        };
    }

    /** {@code 2026-11-20T12:00:00.000Z WARN  netty RUNNING: message [name=value, …]}. */
    private String text() {
        StringBuilder line = new StringBuilder(TIME.format(time));
        line.append(String.format(Locale.ROOT, " %-5s ", level)).append(module);
        if (!state.isEmpty()) {
            line.append(' ').append(state);
        }
        line.append(": ");
        line.append(message);
        String separator = " [";
        for (KeyValuePair field : fields) {
            line.append(separator).append(field.key).append('=').append(field.value);
            separator = ", ";
        }
        if (failure != null) {
            line.append(separator).append("failure=").append(failure);
            separator = ", ";
            if (failure.getStackTrace().length > 0) {
                line.append(separator).append("at=").append(failure.getStackTrace()[0]);
            }
        }
        if (!separator.equals(" [")) {
            line.append(']');
        }
        return line.toString().replace("\r", "\\r").replace("\n", "\\n");
    }

    private String json() {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", TIME.format(time));
            json.writeStringField("level", level.toString());
            json.writeStringField("module", module);
            if (!state.isEmpty()) {
                json.writeStringField("state", state);
            }
            json.writeStringField("message", message);
            for (KeyValuePair field : fields) {
                write(json, field);
            }
            if (failure != null) {
                json.writeStringField("failure", failure.toString());
                json.writeStringField("stack", stack());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    private static void write(JsonGenerator json, KeyValuePair field) throws IOException {
        if (field.value instanceof Long || field.value instanceof Integer) {
            json.writeNumberField(field.key, ((Number) field.value).longValue());
        } else {
            json.writeStringField(field.key, String.valueOf(field.value));
        }
    }

    private String stack() {
        StringWriter stack = new StringWriter();
        failure.printStackTrace(new PrintWriter(stack));
        return stack.toString();
    }
}
