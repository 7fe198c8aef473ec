/** Sessions whose requests are executed exactly once: windows of the last requests, and their answers. Deterministic. */
package io.reprise.kernel.session;
