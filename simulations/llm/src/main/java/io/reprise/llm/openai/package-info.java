/** OpenAI's API: chat completions and models, so far. */
package io.reprise.llm.openai;
