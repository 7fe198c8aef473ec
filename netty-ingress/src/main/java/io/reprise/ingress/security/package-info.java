/** Who may do what: keys and their scopes, TLS, and what a browser on the same machine may not. */
package io.reprise.ingress.security;
