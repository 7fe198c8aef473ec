/** Conditions over a frame, as people type them: what {@code --where} and break conditions take. */
package io.reprise.replay.expression;
