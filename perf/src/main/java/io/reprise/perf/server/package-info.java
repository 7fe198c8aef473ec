/** Servers as child processes: the shipped program, and raw Netty to hold it against. */
package io.reprise.perf.server;
