package io.reprise.replay.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.JournalIndex;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.echo.EchoProvider;
import io.reprise.replay.Replay;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about a run that is whole, and about one with a single thing wrong. */
final class VerificationTest {
    private static final int PLACES_OFFSET = 24; // of index.dat

    @TempDir
    private Path directory;

    private Path path;
    private String outputs;
    private String state;

    @BeforeEach
    void makeARun() {
        path = directory.resolve("run");
        try (SmallRun run = new SmallRun(path)) {
            run.serve(30).noteState().snapshot().serve(20).noteState().snapshot();
            outputs = run.outputs();
            state = run.state();
        }
    }

    @Test
    void shouldCertifyARunThatIsWhole() {
        Verification verification = verify();

        assertEquals(List.of(), verification.damage());
        assertEquals(List.of(), verification.notes());
        assertFalse(verification.live());
        assertEquals("2 files", files(Part.JOURNAL));
        assertEquals("2 files", files(Part.SNAPSHOTS));
        assertEquals("2 files", files(Part.ANSWERS));
        Certificate certificate = verification.certificate();
        String line = certificate.line();
        assertTrue(line.startsWith("certificate: run small-run, 50 events to sequence 50, journal "), line);
        assertTrue(
                line.endsWith(", outputs " + outputs + ", state " + state + " at 50, machines echo 1; sha256 "
                        + certificate.sha256()),
                line);
        assertTrue(certificate.sha256().matches("[0-9a-f]{64}"), line);
    }

    @Test
    void shouldSayTheSameAboutACopyAndAfterAStartWithoutRequests() throws IOException {
        String before = verify().certificate().sha256();
        Files.delete(path.resolve("run.lock"));
        Path copy = directory.resolve("moved");
        Files.move(path, copy);

        assertEquals(before, Verification.of(copy, sequence -> {}).certificate().sha256());
        Path states = copy.resolve("outputs/states.jsonl");
        List<String> lines = Files.readAllLines(states);
        Files.write(states, List.of(lines.get(0), lines.get(1), lines.get(1)));
        assertEquals(before, Verification.of(copy, sequence -> {}).certificate().sha256());
    }

    @Test
    void shouldNameTheFirstDigestThatIsMissing() throws IOException {
        overwrite(path.resolve("outputs/digests.bin"), 8 * 11, new byte[8]);

        assertEquals(
                "digests damaged at sequence 12: the digest of an input that was executed is missing"
                        + " (outputs/digests.bin offset 88)",
                onlyDamage());
        Files.delete(path.resolve("outputs/digests.bin"));
        assertTrue(onlyDamage().startsWith("digests damaged at sequence 1: "));
    }

    @Test
    void shouldSayBetweenWhichSequencesADigestIsWrong() throws IOException {
        overwrite(path.resolve("outputs/digests.bin"), 8 * 39, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

        List<Damage> damage = verify().damage();
        assertEquals(2, damage.size()); // the line of the second stop, and its snapshot
        for (Damage found : damage) {
            assertEquals(50, found.sequence());
            assertTrue(found.reason().endsWith("behind sequence 30"), found::sentence);
        }
    }

    @Test
    void shouldNoticeALineWithWrongHashes() throws IOException {
        Path states = path.resolve("outputs/states.jsonl");
        String sound = Files.readString(states);

        Files.writeString(states, sound.replaceFirst(outputs, "0123456789abcdef"));
        assertTrue(onlyDamage().startsWith("states damaged at sequence 50: outputs 0123456789abcdef in line 2 of"));
        Files.writeString(states, sound.replaceFirst(state, "0123456789abcdef"));
        assertTrue(onlyDamage().startsWith("snapshots damaged at sequence 50: state " + state), onlyDamage());
        Files.writeString(states, sound.replaceFirst(state, "none"));
        assertEquals(
                "states damaged at sequence 50: line 2 is none that a server writes (outputs/states.jsonl)",
                onlyDamage());
        Files.writeString(states, sound.replaceFirst("\"sequence\":50", "\"sequence\":51"));
        assertTrue(verify().damage().stream().anyMatch(found -> found.part() == Part.JOURNAL));
        Files.writeString(states, sound + "{\"sequence\":");
        assertTrue(verify().isWhole());
        assertEquals(List.of("the last line of states.jsonl has no end: it is left out"), verify().notes());
    }

    @Test
    void shouldNameAPlaceOfTheIndexThatIsWrong() throws IOException {
        Path index = path.resolve(JournalIndex.FILE_NAME);
        assertTrue(verify().rows().stream().noneMatch(row -> row.part() == Part.INDEX));
        try (RunDirectory run = RunDirectory.openToRead(path)) {
            JournalIndex.of(run, sequence -> {});
        }
        assertTrue(verify().isWhole());
        assertEquals("1 places, each where the journal has it", result(Part.INDEX));

        byte[] sound = Files.readAllBytes(index);
        for (int field : new int[] {0, 8, 16, 24, 28, 32}) { // sequence, time, position, link, start, file
            byte[] wrong = sound.clone();
            wrong[PLACES_OFFSET + field]++;
            Files.write(index, withChecksum(wrong));
            String sentence = onlyDamage();
            assertTrue(sentence.startsWith("index damaged at sequence " + (field == 0 ? 2 : 1)), sentence);
            assertTrue(sentence.contains(": place 1 of 1 is sequence " + (field == 0 ? 2 : 1) + ", time "), sentence);
            assertTrue(sentence.endsWith("; without the file the next verb makes it again (index.dat offset 24)"));
        }
        byte[] beyond = sound.clone();
        beyond[PLACES_OFFSET] = 50;
        Files.write(index, withChecksum(beyond));
        assertTrue(onlyDamage().contains(", but the journal ends with sequence 50;"), onlyDamage());

        sound[PLACES_OFFSET]++; // its checksum says so: it is made again
        Files.write(index, sound);
        assertTrue(verify().isWhole());
        assertEquals("to be made again, which the next verb does", result(Part.INDEX));
    }

    private static byte[] withChecksum(byte[] index) {
        CRC32C crc = new CRC32C();
        crc.update(index, 0, index.length - Integer.BYTES);
        ByteBuffer.wrap(index).order(ByteOrder.LITTLE_ENDIAN).putInt(index.length - Integer.BYTES, (int)
                crc.getValue());
        return index;
    }

    private String result(Part part) {
        return verify().rows().stream()
                .filter(row -> row.part() == part)
                .findFirst()
                .orElseThrow()
                .result();
    }

    @Test
    void shouldNoticeASnapshotThatWasCutShort() throws IOException {
        Path snapshot = path.resolve("snapshots/00000000000000000030.snap");
        long length = Files.size(snapshot);
        for (long kept : new long[] {0, 10, 100, 4_096, length - 1}) {
            try (RandomAccessFile file = new RandomAccessFile(snapshot.toFile(), "rw")) {
                file.setLength(kept);
            }
            assertTrue(onlyDamage().startsWith("snapshots damaged: it cannot be used: it"), onlyDamage());
            assertTrue(onlyDamage().endsWith(" (snapshots/00000000000000000030.snap)"), onlyDamage());
        }
    }

    @Test
    void shouldNameFileOffsetAndSequenceOfADamagedRecord() throws IOException {
        Path journal = queueFile(path.resolve("journal/0001"));
        overwrite(journal, BitFlip.endOfBytes(journal) - 200, new byte[] {9});

        Verification verification = verify();
        assertNull(verification.certificate());
        Damage damage = verification.damage().get(0);
        assertEquals(Part.JOURNAL, damage.part());
        assertTrue(damage.file().startsWith("journal/0001/"), damage::sentence);
        assertTrue(damage.offset() > 0 && damage.sequence() > 20 && damage.sequence() <= 30, damage::sentence);
        assertEquals(
                1, verification.damage().size(), () -> verification.damage().toString());
    }

    @Test
    void shouldNoteWhatProvesNothing() throws IOException {
        Files.writeString(path.resolve("counters.dat"), "no counters");
        Files.writeString(path.resolve("errors.dat"), "no errors");
        Files.writeString(path.resolve("latency/0001.hlog"), "no histogram\n");
        Files.writeString(path.resolve("index.dat"), "no index");
        Files.writeString(path.resolve("notes.txt"), "mine");
        Files.createDirectories(path.resolve("journal/0007"));
        Files.writeString(path.resolve("journal/0007/20261120F.cq4"), "of no start");

        Verification verification = verify();
        assertTrue(verification.isWhole(), () -> verification.damage().toString());
        assertEquals(5, verification.notes().size(), () -> verification.notes().toString());
        assertTrue(verification.notes().contains("notes.txt does not belong to the run"));
        assertTrue(verification.notes().contains("journal/0007/20261120F.cq4 does not belong to the run"));
        assertEquals(
                "to be made again, which the next verb does", row(Part.INDEX).result());
        assertEquals("2 files", files(Part.FOREIGN));
    }

    @Test
    void shouldPutTheStateReachedIntoTheCertificateWhenNoneWasRecorded() throws IOException {
        Files.delete(path.resolve("outputs/states.jsonl"));

        Verification verification = verify();
        assertTrue(verification.certificate().line().contains(", no state recorded, "));
        Replay replay = Replay.of(path, List.of(new EchoProvider()), sequence -> {});
        String line = verification.with(replay).certificate().line();
        assertTrue(line.contains(", outputs " + outputs + ", state " + state + " at 50, "), line);
    }

    @Test
    void shouldSayThatTheLastInputsHaveNoDigestYet() throws IOException {
        Files.delete(path.resolve("outputs/states.jsonl"));
        Files.delete(path.resolve("snapshots/00000000000000000050.snap"));
        overwrite(path.resolve("outputs/digests.bin"), 8 * 47, new byte[24]);

        Verification verification = verify();
        assertTrue(verification.isWhole(), () -> verification.damage().toString());
        assertTrue(verification.notes().get(0).startsWith("inputs 48 to 50 have no digest yet"));
        assertTrue(verification.certificate().line().contains(" at 47, no state recorded"));
        Replay replay = Replay.of(path, List.of(new EchoProvider()), sequence -> {});
        assertTrue(
                verification.with(replay).certificate().line().contains(", outputs " + outputs + ", state " + state));
    }

    @Test
    void shouldVerifyARunThatIsBeingServedUpToItsEnd() {
        Path served = directory.resolve("served");
        try (SmallRun run = new SmallRun(served)) {
            run.serve(10).noteState().snapshot().serve(5);

            Verification verification = Verification.of(served, sequence -> {});
            assertTrue(verification.live());
            assertEquals(List.of(), verification.damage());
            String line = verification.certificate().line();
            assertTrue(line.contains("15 events to sequence 15"), line);
            assertTrue(line.contains(" at 10, machines"), line);
        }
    }

    @Test
    void shouldSayThatThereIsNoRun() {
        assertThrows(RunUnusableException.class, () -> Verification.of(directory.resolve("nowhere"), sequence -> {}));
    }

    private Verification verify() {
        return Verification.of(path, sequence -> {});
    }

    private String onlyDamage() {
        Verification verification = verify();
        assertEquals(
                1, verification.damage().size(), () -> verification.damage().toString());
        assertNull(verification.certificate());
        return verification.damage().get(0).sentence();
    }

    private Verification.Row row(Part part) {
        return verify().rows().stream()
                .filter(row -> row.part() == part)
                .findFirst()
                .orElseThrow();
    }

    private String files(Part part) {
        return row(part).files() + " files";
    }

    static Path queueFile(Path queue) throws IOException {
        try (var files = Files.list(queue)) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void overwrite(Path file, long offset, byte[] bytes) throws IOException {
        try (RandomAccessFile target = new RandomAccessFile(file.toFile(), "rw")) {
            target.seek(offset);
            target.write(bytes);
        }
    }
}
