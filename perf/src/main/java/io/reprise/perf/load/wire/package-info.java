/** Connections of the load generator: the binary frame protocol and HTTP/1.1, without allocation per message. */
package io.reprise.perf.load.wire;
