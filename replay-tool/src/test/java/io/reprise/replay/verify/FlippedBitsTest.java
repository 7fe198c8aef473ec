package io.reprise.replay.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.journal.RunUnusableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Single bits flipped in every file of a run. A flip is noticed: damage, an unusable run, or another certificate. Or it is
 * without meaning, and this says why: the bit is in a file that proves nothing, between records or behind the last of them,
 * or in what the manifest says about a start that no result depends on.
 */
final class FlippedBitsTest {
    private static final long SEED = 20261127;
    private static final int FLIPS_PER_FILE = 40;
    private static final int FLIPS_PER_UNREAD_FILE = 2;
    private static final int ZEROS_BEHIND = 64;
    private static final int INPUTS = 50;

    @TempDir
    private Path directory;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<Path, Part> parts = new TreeMap<>();
    private final Map<Path, QueueBytes> queues = new TreeMap<>();
    private Path path;
    private RunManifest manifest;
    private String sound;

    @BeforeEach
    void makeARun() throws IOException {
        path = directory.resolve("run");
        try (SmallRun run = new SmallRun(path)) {
            run.serve(30).noteState().snapshot().serve(20).noteState();
            manifest = run.run().manifest();
            RunFiles files = RunFiles.of(run.run());
            for (Part part : Part.values()) {
                files.of(part).forEach(file -> parts.put(file, part));
            }
            for (Path file : parts.keySet()) {
                if (file.toString().endsWith(".cq4")) {
                    queues.put(file, new QueueBytes(file));
                }
            }
        }
        sound = Verification.of(path, sequence -> {}).certificate().sha256();
    }

    @Test
    void shouldNoticeEveryBitThatMeansAnything() throws IOException {
        Map<Part, int[]> flips = new EnumMap<>(Part.class); // noticed, without meaning
        for (Path file : parts.keySet()) {
            long length = Math.min(Files.size(file), BitFlip.endOfBytes(file) + ZEROS_BEHIND);
            int count = length == 0 ? 0 : parts.get(file) == Part.UNREAD ? FLIPS_PER_UNREAD_FILE : FLIPS_PER_FILE;
            for (int i = 0; i < count; i++) {
                // most of a queue file is what Chronicle keeps before the first batch
                long first = queues.containsKey(file) && i > FLIPS_PER_FILE / 4
                        ? queues.get(file).firstBatch()
                        : 0;
                BitFlip flip = new BitFlip(file, random.nextLong(first, length), random.nextInt(Byte.SIZE));
                flip.toggle();
                boolean noticed = isNoticed();
                assertTrue(noticed || isWithoutMeaning(flip), () -> "seed " + SEED + ", not noticed: " + flip);
                flip.toggle();
                flips.computeIfAbsent(parts.get(file), part -> new int[2])[noticed ? 0 : 1]++;
            }
        }

        assertEquals(sound, Verification.of(path, sequence -> {}).certificate().sha256());
        for (Part all : List.of(Part.STATES, Part.SNAPSHOTS)) {
            assertEquals(0, flips.get(all)[1], all + " has nothing without meaning");
        }
        for (Part most : List.of(Part.MANIFEST, Part.JOURNAL, Part.DIGESTS, Part.ANSWERS)) {
            assertTrue(flips.get(most)[0] > FLIPS_PER_FILE / 4, most + ": noticed only " + flips.get(most)[0]);
        }
    }

    private boolean isNoticed() {
        try {
            Verification verification = Verification.of(path, sequence -> {});
            return !verification.isWhole()
                    || !verification.certificate().sha256().equals(sound);
        } catch (RunUnusableException e) {
            return true;
        }
    }

    private boolean isWithoutMeaning(BitFlip flip) {
        return switch (parts.get(flip.file())) {
            case MANIFEST -> onlyStartsDiffer();
            case JOURNAL, ANSWERS -> queues.get(flip.file()).provesNothing(flip.offset());
            case DIGESTS -> flip.offset() >= Long.BYTES * INPUTS;
            case INDEX, LATENCY, COUNTERS, ERRORS, UNREAD, FOREIGN -> true;
            case STATES, HASHES, SNAPSHOTS -> false;
        };
    }

    /** Whether all that the flip changed is the time, boot, mode or build of a start, or white space. */
    private boolean onlyStartsDiffer() {
        try (RunDirectory run = RunDirectory.open(path)) {
            RunManifest changed = run.manifest();
            List<String> queues =
                    changed.starts().stream().map(RunManifest.Start::queue).toList();
            return new RunManifest(
                                    changed.format(),
                                    changed.id(),
                                    changed.seed(),
                                    changed.maxFrameLength(),
                                    changed.faultPolicy(),
                                    changed.limits(),
                                    changed.machines(),
                                    manifest.starts(),
                                    changed.begin())
                            .equals(manifest)
                    && queues.equals(manifest.starts().stream()
                            .map(RunManifest.Start::queue)
                            .toList());
        }
    }
}
