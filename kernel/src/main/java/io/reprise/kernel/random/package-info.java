/** Seeded generators. Deterministic. */
package io.reprise.kernel.random;
