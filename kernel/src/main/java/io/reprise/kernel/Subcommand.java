package io.reprise.kernel;

import java.util.concurrent.Callable;

/**
 * One verb of the {@code reprise} command. Modules offer their verbs with {@link java.util.ServiceLoader}; an
 * implementation carries picocli's {@code @Command} annotation, and {@link #call()} returns the process's exit code.
 */
public interface Subcommand extends Callable<Integer> {}
