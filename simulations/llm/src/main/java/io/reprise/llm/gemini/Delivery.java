package io.reprise.llm.gemini;

/** How an answer travels. */
enum Delivery {
    WHOLE,
    /** Chunks, each an event. */
    EVENTS,
    /** Chunks, each an element of one array. */
    ARRAY
}
