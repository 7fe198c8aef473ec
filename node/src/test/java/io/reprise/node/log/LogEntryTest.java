package io.reprise.node.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

final class LogEntryTest {
    private static final Instant TIME = Instant.parse("2026-11-21T14:00:00.500Z");
    private static final List<KeyValuePair> FIELDS =
            List.of(new KeyValuePair("events", 12L), new KeyValuePair("file", "a b"));

    @Test
    void shouldWriteALineForPeople() {
        assertEquals(
                "2026-11-21T14:00:00.500Z INFO  node RECOVERING: so far [events=12, file=a b]",
                new LogEntry(TIME, Level.INFO, "node", "RECOVERING", "so far", FIELDS, null).line(LogFormat.TEXT));
        assertEquals(
                "2026-11-21T14:00:00.500Z ERROR netty: plain",
                new LogEntry(TIME, Level.ERROR, "netty", "", "plain", List.of(), null).line(LogFormat.TEXT));
    }

    @Test
    void shouldWriteAnObjectForPrograms() {
        assertEquals(
                "{\"time\":\"2026-11-21T14:00:00.500Z\",\"level\":\"INFO\",\"module\":\"node\",\"state\":\"RECOVERING\","
                        + "\"message\":\"so \\\"far\\\"\",\"events\":12,\"file\":\"a b\"}",
                new LogEntry(TIME, Level.INFO, "node", "RECOVERING", "so \"far\"", FIELDS, null).line(LogFormat.JSON));
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepAFailureOnItsLine(LogFormat format) throws IOException {
        Exception failure = new IOException("first\r\nsecond");

        String line = new LogEntry(TIME, Level.WARN, "chronicle", "", "a\nb", List.of(), failure).line(format);

        assertEquals(1, line.lines().count(), line);
        assertTrue(line.contains("java.io.IOException: first\\r\\nsecond"), line);
        assertTrue(line.contains("LogEntryTest.shouldKeepAFailureOnItsLine"), line);
        if (format == LogFormat.JSON) {
            JsonNode json = new ObjectMapper().readTree(line);
            assertEquals("a\nb", json.get("message").asText());
            assertTrue(json.get("stack").asText().contains("\tat "), line);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "io.reprise.node.Server, node",
        "io.reprise.journal.monitor.CountersFile, journal",
        "io.netty.channel.Channel, netty",
        "net.openhft.chronicle.core.Jvm, chronicle",
        "com.example.Other, com.example.Other"
    })
    void shouldNameTheModule(String logger, String module) {
        assertEquals(module, LogProvider.module(logger));
    }
}
