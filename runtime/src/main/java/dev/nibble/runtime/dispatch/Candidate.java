package dev.nibble.runtime.dispatch;

import dev.nibble.api.plugin.Support;

/**
 * A kernel that was considered for a request.
 *
 * @param kernel its name
 * @param support everything required of it: shapes, device, its own requirements, fallback policy, contract
 * @param reference whether it is a plain reference, which only a fallback policy allows
 */
public record Candidate(String kernel, Support support, boolean reference) {}
