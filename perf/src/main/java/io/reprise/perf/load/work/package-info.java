/** What is asked, and what a right answer looks like. Deterministic by seed and request index. */
package io.reprise.perf.load.work;
