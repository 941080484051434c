/**
 * Kernels in OpenCL C, hand-written or exported by a compiler, and kernels that are static Java methods for a runtime that
 * compiles them: a source or a class, a description in JSON, and a class of a few lines that implements
 * {@link dev.nibble.api.kernel.described.DescribedKernel}. Such a kernel goes through {@code supports}, {@code prepare} and
 * contracts as every other.
 *
 * <h2>The description</h2>
 *
 * <pre>{@code
 * {
 *   "name": "sample.opencl.int4",
 *   "description": "y = x W^T, int4 in groups along rows, one work group a row",
 *   "op": "linear",
 *   "formats": ["affine:bits=4,group={group},axis=1,zero=float"],
 *   "activations": ["f32"],
 *   "conditions": ["group % 8 == 0", "m * k < 2147483648"],
 *   "needs": [],
 *   "compiler": "by hand",
 *   "steps": [{
 *     "source": "int4.cl",
 *     "sha256": "",
 *     "options": "-cl-std=CL1.2",
 *     "entry": "linear_int4",
 *     "arguments": [
 *       {"role": "component", "name": "codes"},
 *       {"role": "component", "name": "scale"},
 *       {"role": "component", "name": "zero"},
 *       {"role": "input", "bytes": "4 * m * k"},
 *       {"role": "output", "bytes": "4 * m * n"},
 *       {"role": "int", "value": "n"},
 *       {"role": "local", "bytes": "4 * 64"}
 *     ],
 *     "global": ["64 * n", "m"],
 *     "local": ["64", "1"]
 *   }],
 *   "binaries": [{"device": "...", "file": "int4.aocx", "sha256": "...", "options": ""}]
 * }
 * }</pre>
 *
 * <table>
 * <caption>Fields; those with a default may be left out</caption>
 * <tr><td>{@code name}, {@code description}, {@code op}</td><td>as {@code Kernel} tells them</td></tr>
 * <tr><td>{@code formats}</td><td>canonical texts; {@code {x}} stands for a whole number, which becomes the variable x. All
 *     texts have the same variables</td></tr>
 * <tr><td>{@code activations}</td><td>{@code f32}, {@code int8}; default {@code ["f32"]}</td></tr>
 * <tr><td>{@code conditions}</td><td>expressions that must hold for a request to be served; default none</td></tr>
 * <tr><td>{@code needs}</td><td>abilities of the device: {@code FP16}, {@code FP64}, {@code INT8_DOT}; default none</td></tr>
 * <tr><td>{@code compiler}</td><td>who wrote the source, with version</td></tr>
 * <tr><td>{@code steps}</td><td>launches, one after the other: {@code source} and {@code sha256} of the resource beside the
 *     description (default: unchecked), {@code options} of the driver's compiler (default {@code -cl-std=CL1.2}), {@code entry},
 *     {@code arguments}, {@code global} and {@code local} work sizes (default: the driver's choice)</td></tr>
 * <tr><td>{@code method}</td><td>in the one step of a kernel that is a Java method, in place of {@code source}, {@code sha256},
 *     {@code options} and {@code entry}: its class and name, such as {@code sample.Rows.linear}. Its parameters are arrays of
 *     the runtime's own types, to which {@code arguments} are given in their order; {@code int}, {@code local} and headers are
 *     for OpenCL C</td></tr>
 * <tr><td>{@code binaries}</td><td>what vendors' offline compilers made of it, by the device's exact name: used there in place of
 *     the sources. All entries of all steps are in the one file. Default none</td></tr>
 * </table>
 *
 * <p>Arguments by role: {@code component} (name), {@code packed} (name, bytes), {@code input} (bytes), {@code output} (bytes),
 * {@code scratch} (name, bytes), {@code ints} (values), {@code int} (value), {@code local} (bytes); see
 * {@link dev.nibble.api.kernel.described.Argument}. Buffers may have a {@code header}: that many zero bytes before the data,
 * as TornadoVM's arrays have 16.
 *
 * <h2>Expressions</h2>
 *
 * <pre>
 * condition  = sum [("==" | "!=" | "&lt;=" | "&gt;=" | "&lt;" | "&gt;") sum]
 * sum        = product (("+" | "-") product)*
 * product    = factor (("*" | "/" | "%") factor)*           divisions round down
 * factor     = number | variable | "(" sum ")" | function "(" sum "," sum ")"
 * variable   = "m" | "n" | "k" | one of the formats'
 * function   = "up"      the first, rounded up to a multiple of the second
 *            | "ceil"    the first divided by the second, rounded up
 *            | "min" | "max"
 * </pre>
 *
 * <p>{@code n} and {@code k} are the weight's rows and columns, {@code m} the rows of the dense operand in this call, in
 * {@code conditions} and buffer sizes the largest. A size that overflows 63 bits refuses the request.
 */
package dev.nibble.api.kernel.described;
