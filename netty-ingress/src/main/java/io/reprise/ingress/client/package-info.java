/** The client's side of the binary protocol: a connection for programs that count nanoseconds, a client for all others. */
package io.reprise.ingress.client;
