/**
 * Worker JVMs: whatever measures or may crash runs in one. The host starts a worker with the flags that the device's
 * runtime needs, the worker connects back to a loopback socket, and both speak JSON lines of limited length. What a
 * worker prints goes to a log file, so that talkative drivers disturb nobody.
 */
package dev.nibble.harness.worker;
