/** What all simulated APIs have in common: how a request is read into an ask, and how a call is answered. */
package io.reprise.llm.api;
