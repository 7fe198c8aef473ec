/** State for people and for programs: regions, and the records in them. */
package io.reprise.replay.state;
