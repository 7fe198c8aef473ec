package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.StateLog.Entry;
import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.MachineFaultException;
import io.reprise.kernel.machine.MachineProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executing a run again: the same answers and state, or the first sequence at which they are not. */
final class PlaybackTest {
    private static final List<MachineProvider> ECHO = List.of(new EchoProvider());
    private static final int EVENTS = 1_000;

    @TempDir
    private Path temporary;

    private Path path;

    @BeforeEach
    void nameTheRun() {
        path = temporary.resolve("run");
    }

    @Test
    void shouldReachWhatWasRecorded() {
        Entry last = record();

        play(ECHO, false, playback -> {
            assertEquals(last, playback.state());
            assertEquals(EVENTS, playback.digests().compared());
            assertFalse(playback.diverged());
        });
    }

    @Test
    void shouldShowTheAnswersToTheLastFrame() {
        record();
        long[] answers = new long[1];
        try (RunDirectory run = RunDirectory.open(path);
                RunDigests digests = new RunDigests(run, false);
                Playback playback = new Playback(run, ECHO, digests)) {
            long sequence = 0;
            for (int step = 1; playback.step(step) > 0; step = step % 200 + 1) {
                sequence = Math.min(sequence + step, EVENTS);
                long expected = sequence;
                playback.lastAnswers(answer -> {
                    assertEquals(expected, answer.sequence());
                    answers[0]++;
                });
                assertEquals(1, answers[0]--);
            }
            assertEquals(EVENTS, sequence);
        }
    }

    @Test
    void shouldFindTheFirstDigestThatDiffers() throws IOException {
        record();
        flipDigest(700);
        flipDigest(500);

        play(ECHO, false, playback -> {
            assertTrue(playback.diverged());
            assertEquals(500, playback.digests().divergedAt());
            assertEquals(500, playback.reader().sequence());
            assertEquals(1, playback.digests().expected() ^ playback.digests().actual());
            assertNull(playback.divergedState());
        });
    }

    @Test
    void shouldFindAStateThatDiffers() throws IOException {
        Entry last = record();
        for (UnaryOperator<String> edit : edits(last)) {
            editStates(edit);

            play(ECHO, false, playback -> {
                assertTrue(playback.diverged());
                assertEquals(EVENTS, playback.divergedState().sequence());
                assertEquals(last, playback.state());
                assertEquals(RunDigests.NOT_DIVERGED, playback.digests().divergedAt());
            });
            Files.delete(path.resolve("outputs/states.jsonl"));
            try (RunDirectory run = RunDirectory.open(path)) {
                run.stateLog().append(last);
            }
        }
    }

    private static List<UnaryOperator<String>> edits(Entry last) {
        String wrong = "0123456789abcdef";
        return List.of(line -> line.replace(last.state(), wrong), line -> line.replace(last.outputs(), wrong));
    }

    @Test
    void shouldCompareTheStateBeforeTheFirstFrame() throws IOException {
        try (InlineKernel kernel = InlineKernel.withEcho(path)) {
            kernel.stop();
        }
        play(ECHO, false, playback -> assertFalse(playback.diverged()));

        editStates(line -> line.replaceAll("\"state\":\"....", "\"state\":\"0000"));

        play(ECHO, false, playback -> {
            assertTrue(playback.diverged());
            assertEquals(0, playback.divergedState().sequence());
        });
    }

    @Test
    void shouldRecordDigestsThatAreMissing() throws IOException {
        Entry last = record();
        byte[] recorded = Files.readAllBytes(path.resolve("outputs/digests.bin"));
        Disk.truncate(path.resolve("outputs/digests.bin"), 400 * Long.BYTES);

        play(ECHO, false, playback -> {
            assertEquals(400, playback.digests().compared());
            assertEquals(last, playback.state());
        });
        play(ECHO, true, playback -> assertEquals(400, playback.digests().compared()));

        assertTrue(java.util.Arrays.equals(recorded, Files.readAllBytes(path.resolve("outputs/digests.bin"))));
    }

    @Test
    void shouldForgetDigestsOfFramesThatNeverGotIntoTheJournal() {
        try (InlineKernel kernel = InlineKernel.withEcho(path)) {
            kernel.add(10, 1, 1);
            kernel.digests().onDigest(11, 0x7777); // the engine was ahead of the journal when the process was killed
        }
        play(ECHO, true, playback -> {
            playback.digests().forgetAfter(playback.reader().sequence());
            playback.digests().onDigest(11, 0x8888);

            assertFalse(playback.diverged(), "what was never journaled has no say");
        });
    }

    @Test
    void shouldQuarantineAFaultTheSameWay() {
        List<MachineProvider> machines = List.of(new EchoProvider(), new FaultyProvider());
        Entry last;
        try (InlineKernel kernel = new InlineKernel(path, machines, FaultPolicy.QUARANTINE)) {
            kernel.add(10, 1, 1);
            kernel.request(FaultyProvider.SERVICE, FaultyProvider.FAULT, 8);
            kernel.request(FaultyProvider.SERVICE, FaultyProvider.FINE, 8);
            last = kernel.stop();
        }
        play(machines, false, playback -> {
            assertEquals(last, playback.state());
            assertEquals(12, playback.digests().compared());
            assertEquals(1, playback.machines().faults());
        });
    }

    @Test
    void shouldStopWhereTheRunWasHalted() {
        List<MachineProvider> machines = List.of(new EchoProvider(), new FaultyProvider());
        try (InlineKernel kernel = new InlineKernel(path, machines, FaultPolicy.HALT)) {
            kernel.add(10, 1, 1);
            assertThrows(
                    MachineFaultException.class, () -> kernel.request(FaultyProvider.SERVICE, FaultyProvider.FAULT, 8));
        }
        MachineFaultException halt =
                assertThrows(MachineFaultException.class, () -> play(machines, false, playback -> {}));

        assertEquals("service 9 method 2 failed at sequence 11; policy halt", halt.getMessage());
        assertEquals("a planted fault", halt.getCause().getMessage());
    }

    @Test
    void shouldNameTheMachinesThatAreMissing() {
        try (InlineKernel kernel =
                new InlineKernel(path, List.of(new EchoProvider(), new FaultyProvider()), FaultPolicy.QUARANTINE)) {
            kernel.stop();
        }
        RunUnusableException refusal =
                assertThrows(RunUnusableException.class, () -> play(ECHO, false, playback -> {}));

        assertEquals(
                "the run was made by echo version 1, faulty version 3; this build has echo version 1",
                refusal.getMessage());
    }

    @Test
    void shouldUseOnlyTheMachinesThatMadeTheRun() {
        Entry last = record();

        play(List.of(new EchoProvider(), new FaultyProvider()), false, playback -> {
            assertEquals(last, playback.state());
            assertEquals(1, playback.machines().providers().size());
        });
    }

    /** A run of additions, echoes and errors. */
    private Entry record() {
        try (InlineKernel kernel = InlineKernel.withEcho(path)) {
            for (int i = 0; i < EVENTS / 10; i++) {
                kernel.add(7, i % 13, i);
                kernel.request(EchoProvider.SERVICE, EchoProvider.ECHO, 3 * i);
                kernel.request(EchoProvider.SERVICE, EchoProvider.ADD, 3);
                kernel.request(77, 1, 0);
            }
            assertEquals(EVENTS, kernel.answers());
            return kernel.stop();
        }
    }

    /** What a test looks at after the last frame. */
    private interface Check {
        void accept(Playback playback);
    }

    private void play(List<MachineProvider> providers, boolean record, Check check) {
        try (RunDirectory run = RunDirectory.open(path);
                RunDigests digests = new RunDigests(run, record);
                Playback playback = new Playback(run, providers, digests)) {
            steps(playback);
            assertAll(() -> check.accept(playback));
        }
    }

    private static long steps(Playback playback) {
        long events = 0;
        for (int frames = playback.step(100); frames > 0; frames = playback.step(100)) {
            events += frames;
        }
        return events;
    }

    private void flipDigest(long sequence) throws IOException {
        byte[] digests = Files.readAllBytes(path.resolve("outputs/digests.bin"));
        digests[(int) (sequence - 1) * Long.BYTES] ^= 1;
        Files.write(path.resolve("outputs/digests.bin"), digests);
    }

    private void editStates(UnaryOperator<String> edit) throws IOException {
        Path file = path.resolve("outputs/states.jsonl");
        String before = Files.readString(file);
        String after = edit.apply(before);
        assertFalse(after.equals(before));
        Files.writeString(file, after);
    }
}
