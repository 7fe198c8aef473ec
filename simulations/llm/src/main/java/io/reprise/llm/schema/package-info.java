/** JSON that fits a JSON Schema: made from a seed, checked, and refused with a reason where it cannot be made. Deterministic. */
package io.reprise.llm.schema;
