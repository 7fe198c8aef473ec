/** Where the values of options come from: flags, the environment, a file. */
package io.reprise.node.config;
