package io.reprise.replay.latency;

/** A name and a value, for people. */
record Fact(String name, String value) {}
