/** Reading JSON strictly, writing it without garbage, and its canonical form. Deterministic. */
package io.reprise.llm.json;
