package io.reprise.perf.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.state.Xxh64;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFilesTest {
    @TempDir
    Path directory;

    @Test
    void shouldWriteIndexStatusAndHashOfEveryAnswer() throws IOException {
        Path file = directory.resolve("answers");
        UnsafeBuffer body = new UnsafeBuffer("xxhello".getBytes(StandardCharsets.US_ASCII));
        try (LineFile lines = LineFile.create(file)) {
            AnswersFile answers = new AnswersFile(lines);
            answers.onAnswer(12, 99, 0, body, 2, 5);
            answers.onAnswer(0, 99, 503, body, 0, 0);
            answers.flush();
        }

        assertEquals(
                List.of(
                        "12 0 " + String.format(Locale.ROOT, "%016x", Xxh64.hash(body, 2, 5, 0)),
                        "0 503 ef46db3751d8e999"), // XXH64 of nothing, from its specification
                Files.readAllLines(file));
    }

    @Test
    void shouldWriteAcknowledgedAddsOnly() throws IOException {
        Path file = directory.resolve("acks");
        UnsafeBuffer sum = new UnsafeBuffer(new byte[8]);
        sum.putLong(0, -5, FrameLayout.ORDER);
        try (LineFile lines = LineFile.create(file)) {
            AckFile acks = new AckFile(lines, 10);
            acks.onAnswer(12, Long.MAX_VALUE, 0, sum, 0, 8);
            acks.onAnswer(13, 2, 11, sum, 0, 8);
            acks.onAnswer(14, 3, 0, sum, 0, 4);
            acks.flush();

            assertEquals(List.of("9223372036854775807 2 -5"), Files.readAllLines(file));
        }
    }

    @Test
    void shouldHoldMoreThanItsBuffer() throws IOException {
        Path file = directory.resolve("lines");
        int count = 20_000;
        try (LineFile lines = LineFile.create(file)) {
            for (long i = 0; i < count; i++) {
                lines.decimal(Long.MIN_VALUE + i).endLine();
            }
        }

        List<String> lines = Files.readAllLines(file);
        assertEquals(count, lines.size());
        assertEquals(String.valueOf(Long.MIN_VALUE), lines.get(0));
        assertEquals(String.valueOf(Long.MIN_VALUE + count - 1), lines.get(count - 1));
    }

    @Test
    void shouldTellBothTapsInOrder() throws IOException {
        Path one = directory.resolve("one");
        Path other = directory.resolve("other");
        UnsafeBuffer sum = new UnsafeBuffer(new byte[8]);
        try (LineFile acks = LineFile.create(one);
                LineFile answers = LineFile.create(other)) {
            AnswerTap both = AnswerTap.both(new AckFile(acks, 1), new AnswersFile(answers));
            both.onAnswer(0, 1, 0, sum, 0, 8);
            both.flush();
            AnswerTap.both(AnswerTap.NONE, both).onAnswer(1, 2, 0, sum, 0, 8);
        }

        assertEquals(2, Files.readAllLines(one).size());
        assertEquals(2, Files.readAllLines(other).size());
    }
}
