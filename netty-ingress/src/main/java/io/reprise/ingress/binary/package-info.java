/** The binary protocol: frames over TCP. */
package io.reprise.ingress.binary;
