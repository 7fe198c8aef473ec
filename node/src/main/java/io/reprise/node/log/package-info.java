/** The log: one line per event on standard error, as text or JSON, for this program and the libraries under it. */
package io.reprise.node.log;
