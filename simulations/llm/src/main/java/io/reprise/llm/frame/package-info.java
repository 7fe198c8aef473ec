/** What travels between the edge and the machine: the command a request becomes, and the parts of an answer. */
package io.reprise.llm.frame;
