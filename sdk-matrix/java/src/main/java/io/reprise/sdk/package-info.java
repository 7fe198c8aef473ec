/** Runs the cases of the SDK matrix with the official Java SDKs. */
package io.reprise.sdk;
