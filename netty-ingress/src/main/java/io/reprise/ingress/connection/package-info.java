/** What every connection shares: the one writer of the ring, limits, back-pressure. */
package io.reprise.ingress.connection;
