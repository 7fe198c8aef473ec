/** HTTP/1.1, strict: what is not clearly right is refused. */
package io.reprise.ingress.http;
