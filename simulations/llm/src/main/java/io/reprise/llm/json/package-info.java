/** Writing JSON without allocation. */
package io.reprise.llm.json;
