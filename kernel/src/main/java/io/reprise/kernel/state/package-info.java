/** Off-heap state: regions of bytes with dirty pages and a hash, and tables inside them. Deterministic. */
package io.reprise.kernel.state;
