package io.reprise.journal;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * What a run is, in {@code run.json}: everything besides the journal that shapes its results, and where it was made.
 *
 * @param format of the run directory, {@link #FORMAT}
 * @param id of the run, unique
 * @param seed of the run
 * @param maxFrameLength in bytes
 * @param faultPolicy {@code quarantine} or {@code halt}
 * @param limits of kernel and machines, by full name
 * @param machines that wrote it
 * @param starts of the server, oldest first; one journal queue each
 */
@JsonPropertyOrder({"format", "id", "seed", "maxFrameLength", "faultPolicy", "limits", "machines", "starts"})
public record RunManifest(
        int format,
        String id,
        long seed,
        int maxFrameLength,
        String faultPolicy,
        SortedMap<String, Long> limits,
        List<Machine> machines,
        List<Start> starts) {

    /** The format this build reads and writes. */
    public static final int FORMAT = 1;

    /** One machine and the version of its behaviour. */
    public record Machine(int service, String name, int version) {}

    /**
     * One start of the server.
     *
     * @param queue directory name under {@code journal/}
     * @param time ISO-8601, UTC
     * @param bootId of the operating system; another one later means the power may have gone in between
     */
    public record Start(
            String queue,
            String time,
            String bootId,
            String ackMode,
            String threading,
            String version,
            String commit,
            String jvm) {}

    RunManifest withStart(Start start) {
        List<Start> all = new ArrayList<>(starts);
        all.add(start);
        return new RunManifest(format, id, seed, maxFrameLength, faultPolicy, limits, machines, all);
    }
}
