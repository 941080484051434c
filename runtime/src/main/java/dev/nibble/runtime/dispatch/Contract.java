package dev.nibble.runtime.dispatch;

/**
 * The outcome of proving a kernel on one device.
 *
 * @param key what it holds for
 * @param passed whether every case met its bound
 * @param cases requests that were run, each with several weights, inputs and seeds
 * @param worstRatio largest error over its bound; at most 1 where it passed
 * @param failure the first failure, with the case; empty where it passed
 * @param madeAt when, in ISO 8601
 */
public record Contract(ContractKey key, boolean passed, int cases, double worstRatio, String failure, String madeAt) {}
