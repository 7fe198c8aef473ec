package io.reprise.kernel.frame;

import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.random.XorShift64Star;

/**
 * Who is refused while the kernel is nearly full: one request in two of priority 0, none of priority 255. A pure function
 * of the request's header and the run's seed, so the same request meets the same fate at the edge and in a what-if.
 */
public final class ShedDraw {
    private static final long SALT = 0x5348_4544L; // this draw is nobody else's
    private static final double MAX_PRIORITY = 255;
    private static final double MAX_PROBABILITY = 0.5;

    private ShedDraw() {}

    /**
     * Whether the draw is against the request; allocates nothing.
     *
     * @param request its header, session included
     * @param runSeed stands in for a request's seed of 0
     */
    public static boolean isAgainst(FrameFlyweight request, long runSeed) {
        long seed = request.seed() == 0 ? runSeed : request.seed();
        long identity = Seeds.combine(Seeds.combine(seed ^ SALT, request.sessionId()), request.correlationId());
        return XorShift64Star.firstDouble(identity) < MAX_PROBABILITY * (1 - request.priority() / MAX_PRIORITY);
    }
}
