package io.reprise.journal;

import java.nio.file.Path;

/**
 * Where a run is kept, and how.
 *
 * @param run its directory
 */
public record JournalConfig(Path run, AckMode ackMode, Outputs outputs) {}
