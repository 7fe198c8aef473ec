/** Service 1: echo and counters, the smallest useful machine. Deterministic. */
package io.reprise.kernel.echo;
