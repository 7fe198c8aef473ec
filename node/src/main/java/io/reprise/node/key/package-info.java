/** {@code reprise key}: makes, lists and revokes the keys in a keys file. */
package io.reprise.node.key;
