/** What a service adds to the edge: its routes, how requests become commands, and how answers are told. */
package io.reprise.ingress.codec;
