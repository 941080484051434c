/**
 * What a device that runs programs of its own, such as an OpenCL device, offers to the kernels of any plugin: programs,
 * buffers that stay on the device, and queues; and what a device offers whose runtime compiles Java methods
 * ({@link dev.nibble.api.device.program.MethodDevice}).
 *
 * <pre>{@code
 * Program program = device.build(ProgramSource.openClC("scale", text));
 * Entry entry = program.entry("scale");
 * Buffer x = device.allocate(4 * n), y = device.allocate(4 * n);
 * entry.arg(0, x).arg(1, y).arg(2, (int) n);
 * CommandQueue queue = device.queue();
 *
 * queue.write(x, 0, input, 4 * n);          // the hot path: nothing here allocates on the JVM
 * queue.launch(entry, global, local);
 * queue.read(y, 0, output, 4 * n);
 * queue.finish();
 * }</pre>
 *
 * <p>Everything that a device hands out is closed by whoever asked for it; closing the device closes what is left. What
 * goes wrong is a {@link dev.nibble.api.device.program.ProgramException}, which says of what kind it is and names the
 * device, the program or entry, the call and the driver's own name for the error.
 */
package dev.nibble.api.device.program;
