/** Reads configuration, wires everything and is the command line. */
package io.reprise.node;
