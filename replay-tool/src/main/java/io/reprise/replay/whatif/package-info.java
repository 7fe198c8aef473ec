/** {@code reprise what-if}: the same arrivals, executed again with one thing changed. */
package io.reprise.replay.whatif;
