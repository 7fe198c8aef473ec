/** What a request asks for, whatever API it came by. */
package io.reprise.llm.ask;
