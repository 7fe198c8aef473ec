/** {@code reprise bench}: ours beside the raw part, in the same run. */
package io.reprise.perf.bench;
