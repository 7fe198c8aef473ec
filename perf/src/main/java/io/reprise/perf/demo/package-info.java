/** {@code reprise demo}: the main job from end to end. */
package io.reprise.perf.demo;
