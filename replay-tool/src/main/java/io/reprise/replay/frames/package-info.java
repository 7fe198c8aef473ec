/** {@code reprise dump}, {@code export} and {@code grep}: the frames of a run, all or some, for people and programs. */
package io.reprise.replay.frames;
