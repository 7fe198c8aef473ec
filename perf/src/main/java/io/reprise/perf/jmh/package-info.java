/** Micro-benchmarks: {@code reprise jmh [JMH arguments]}. */
package io.reprise.perf.jmh;
