package io.reprise.perf.load.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {
    @TempDir
    Path directory;

    @Test
    void shouldReadMooncakeLines() throws IOException {
        Trace trace = read("""
                {"timestamp": 1000, "input_length": 1100, "output_length": 5, "hash_ids": [7, 8, 9]}

                {"hash_ids": [7], "timestamp": 1250.5, "session_id": {"a": [1]}, "input_length": 30, "output_length": 0}
                """);

        assertEquals(2, trace.size());
        assertEquals(0, trace.timeNs(0));
        assertEquals(250_000_000, trace.timeNs(1));
        assertEquals(1100, trace.inputTokens(0));
        assertEquals(5, trace.outputTokens(0));
        assertEquals(3, trace.blocks(0));
        assertEquals(9, trace.blockId(0, 2));
        assertEquals(1, trace.blocks(1));
    }

    @Test
    void shouldReadAzureRows() throws IOException {
        Trace trace = read("""
                TIMESTAMP,ContextTokens,GeneratedTokens\r
                2023-11-16 23:59:59.9999999,374,44\r
                2023-11-17 00:00:00.0000001,396,109""");

        assertEquals(2, trace.size());
        assertEquals(200, trace.timeNs(1));
        assertEquals(396, trace.inputTokens(1));
        assertEquals(109, trace.outputTokens(1));
        assertEquals(0, trace.blocks(1));
    }

    @Test
    void shouldGrowWithAPromptOfManyBlocks() throws IOException {
        StringBuilder ids = new StringBuilder("0");
        for (int i = 1; i < 300; i++) {
            ids.append(',').append(i);
        }

        Trace trace = read("{\"timestamp\":0,\"input_length\":153600,\"output_length\":1,\"hash_ids\":[" + ids + "]}");

        assertEquals(300, trace.blocks(0));
        assertEquals(299, trace.blockId(0, 299));
    }

    @Test
    void shouldReadNoFurtherThanTheLimit() throws IOException {
        Path file = write("""
                TIMESTAMP,ContextTokens,GeneratedTokens
                2023-11-16 18:15:46,374,44
                this is beyond the limit
                """);

        assertEquals(1, TraceFile.read(file, 1).size());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(quoteCharacter = '`', delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            case              | text                                                                     | complaint
            empty             | ``                                                                       | line 1: a trace is either
            neither format    | a,b,c                                                                    | line 1: a trace is either
            header alone      | TIMESTAMP,ContextTokens,GeneratedTokens                                  | there is no request
            two cells         | TIMESTAMP,ContextTokens,GeneratedTokens;2023-11-16 18:15:46,3            | line 2: wants three cells
            no time           | TIMESTAMP,ContextTokens,GeneratedTokens;noon,3,4                         | line 2: "noon" is no time
            far future        | TIMESTAMP,ContextTokens,GeneratedTokens;9999-11-16 18:15:46,3,4          | line 2: "9999-11-16 18:15:46" is no time
            no number         | TIMESTAMP,ContextTokens,GeneratedTokens;2023-11-16 18:15:46,x,4          | line 2: "x" is no number of tokens
            negative          | TIMESTAMP,ContextTokens,GeneratedTokens;2023-11-16 18:15:46,3,-4         | is not negative; got -4
            broken JSON       | {"timestamp": 0, "input_length"                                          | line 1: not one JSON object
            missing field     | {"timestamp": 0, "input_length": 1, "hash_ids": []}                      | line 1: output_length is missing
            text for number   | {"timestamp": "now", "input_length": 1, "output_length": 1}              | line 1: timestamp is a number; got now
            negative length   | {"timestamp": 0, "input_length": -1, "output_length": 1}                 | input_length is between 0 and
            ids no array      | {"timestamp": 0, "input_length": 1, "output_length": 1, "hash_ids": 3}   | hash_ids as an array of whole numbers
            ids no numbers    | {"timestamp": 0, "input_length": 1, "output_length": 1, "hash_ids": [""]}| hash_ids as an array of whole numbers
            back in time      | {"timestamp": 9, "input_length": 1, "output_length": 1};{"timestamp": 8, "input_length": 1, "output_length": 1} | line 2: this request came before
            """)
    void shouldNameLineAndReason(String name, String text, String complaint) throws IOException {
        Path file = write(text.replace(';', '\n'));

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> TraceFile.read(file, Long.MAX_VALUE));

        assertTrue(refusal.getMessage().contains(complaint), refusal.getMessage());
        assertTrue(refusal.getMessage().startsWith(file.toString()), refusal.getMessage());
    }

    private Trace read(String text) throws IOException {
        return TraceFile.read(write(text), Long.MAX_VALUE);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("trace"), text);
    }
}
