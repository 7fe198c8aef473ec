/** The frame: one layout from wire to ring to journal to replay. */
package io.reprise.kernel.frame;
