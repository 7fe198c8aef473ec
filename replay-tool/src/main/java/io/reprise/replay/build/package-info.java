/** Machines of other builds than this one. */
package io.reprise.replay.build;
