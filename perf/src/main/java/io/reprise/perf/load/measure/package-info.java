/** What a run counts, records and writes down. */
package io.reprise.perf.load.measure;
