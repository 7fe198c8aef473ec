package io.reprise.kernel;

import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.stage.IdleStrategies;
import io.reprise.kernel.stage.ThreadingMode;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.BitUtil;

/**
 * What a kernel is to be like. Seed, frame length, fault policy and limits shape results: a run takes them from its first
 * start and keeps them in its manifest.
 *
 * @param seed of the run; any value
 * @param maxFrameLength bytes
 * @param limits of kernel and machines by full name, such as {@code echo.max-keys}; what is missing takes its default
 * @param ringLength bytes of the input ring, a power of two
 * @param threading which threads run the stages
 * @param idle what a stage's thread does without work; see {@link IdleStrategies#perStage}
 */
public record KernelConfig(
        long seed,
        int maxFrameLength,
        FaultPolicy faultPolicy,
        SortedMap<String, Long> limits,
        int ringLength,
        ThreadingMode threading,
        String idle) {

    public KernelConfig {
        if (maxFrameLength < FrameLayout.HEADER_LENGTH) {
            throw new IllegalArgumentException(
                    "a frame has " + FrameLayout.HEADER_LENGTH + " bytes at least; --max-frame is " + maxFrameLength);
        }
        if (!BitUtil.isPowerOfTwo(ringLength)) {
            throw new IllegalArgumentException(
                    "the length of the ring must be a power of two; --ring is " + ringLength);
        }
        IdleStrategies.perStage(idle);
        limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
    }
}
