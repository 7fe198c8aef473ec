/** What a service adds to the HTTP edge: its routes and the shape of its errors. */
package io.reprise.ingress.codec;
