/** What a server shows of itself while it runs, in mapped files that other processes read: counters and errors. */
package io.reprise.journal.monitor;
