package io.reprise.perf.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One bit of one file of a run.
 *
 * @param file relative to the run
 * @param offset in bytes from the start of the file
 * @param bit 0 to 7
 */
record Flip(Path file, long offset, int bit) {
    private static final int ZEROS_BEHIND = 64;

    /** What a flip came to. */
    enum Effect {
        /** It was noticed, and said. */
        DETECTED,
        /** Events, answers and state are the same: the bit is padding, or evidence that nothing is made from. */
        NONE,
        /** Something else, without a word; or a failure that is not a sentence. */
        WRONG
    }

    /** Chooses bits of all files in turn: anywhere up to a few bytes behind the last that is not zero. */
    static List<Flip> choose(Path run, long seed, int count) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<Path> files = new ArrayList<>();
        List<Long> lengths = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(run)) {
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                if (Files.size(file) > 0) {
                    files.add(run.relativize(file));
                    lengths.add(Math.min(Files.size(file), Vandal.endOfBytes(file) + ZEROS_BEHIND));
                }
            }
        }
        List<Flip> flips = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int file = i % files.size();
            flips.add(new Flip(files.get(file), random.nextLong(lengths.get(file)), random.nextInt(Byte.SIZE)));
        }
        return flips;
    }

    /** Flips it, or flips it back. */
    void toggle(Path run) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(run.resolve(file).toFile(), "rw")) {
            bytes.seek(offset);
            int value = bytes.read();
            bytes.seek(offset);
            bytes.write(value ^ 1 << bit);
        }
    }
}
