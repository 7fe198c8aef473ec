/** Everything an answer says, as bytes that no provider's format has touched. A function of the ask and the seed. */
package io.reprise.llm.content;
