/** Micro-benchmarks, load generator and side-by-side comparisons; nothing depends on it. */
package io.reprise.perf;
