package io.reprise.journal;

import java.io.IOException;
import java.nio.file.Path;

/** A process that opens a run, says how that went, and keeps it until its input ends. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (RunDirectory run = RunDirectory.open(Path.of(arguments[0]))) {
            System.out.println("locked " + run.manifest().id());
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (RunUnusableException e) {
            System.out.println(e.getMessage());
        }
    }
}
