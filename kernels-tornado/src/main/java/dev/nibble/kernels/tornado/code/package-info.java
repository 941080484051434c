/**
 * Methods that TornadoVM compiles for devices. They are written in the part of Java that TornadoVM 5.2.0 compiles rightly;
 * the lint of this module refuses what it is known to get wrong:
 * <ul>
 *   <li>{@code (w >> s) & mask} instead of {@code >>>}, which becomes a signed shift;
 *   <li>IntArray, FloatArray and ByteArray instead of byte[], short[] and char[], whose arithmetic is done in 8 or 16 bits;
 *   <li>codes in words, taken out as int: unsigned bytes less a number stay unsigned;
 *   <li>shifts and masks instead of integer division, which is wrong for negative numbers and ends the process for zero;
 *   <li>one nest of parallel loops for each method, no call of Math.round and its like, no exception, no new object;
 *   <li>sizes in an array: plain parameters are compiled in.
 * </ul>
 */
package dev.nibble.kernels.tornado.code;
