/** {@code reprise load}: an open-loop load generator on one thread, for the command line and for use in-process. */
package io.reprise.perf.load;
