/** The edge: binary and HTTP protocols, limits, authentication and TLS; the only writer of the ring. */
package io.reprise.ingress;
