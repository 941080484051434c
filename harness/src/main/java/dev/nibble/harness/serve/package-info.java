/**
 * Nibble as a service of this machine for its user: plugins, sweeps, progress and reports over HTTP, on the loopback interface
 * alone and with a token. See {@link dev.nibble.harness.serve.Api} for what can be asked.
 */
package dev.nibble.harness.serve;
