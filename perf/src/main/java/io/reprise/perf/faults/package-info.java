/** Faults to survive: each hurts a server under load, and looks whether it kept its word. */
package io.reprise.perf.faults;
