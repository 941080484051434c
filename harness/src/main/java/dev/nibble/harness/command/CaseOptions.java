package dev.nibble.harness.command;

import dev.nibble.api.op.Activation;
import dev.nibble.api.tensor.Shape;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.cell.HostThreads;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** The options that describe one case of an operation, beside its format; a picocli mix-in. */
final class CaseOptions {
    @Option(
            names = "--shape",
            paramLabel = "NxK",
            defaultValue = "384x1536",
            description = "Logical shape of the quantized operand; for linear [out, in]. Default: ${DEFAULT-VALUE}.")
    private String shape;

    @Option(
            names = "--m",
            paramLabel = "M",
            defaultValue = "1",
            description = "Rows of the dense operand (tokens). Default: ${DEFAULT-VALUE}.")
    private long m;

    @Option(
            names = "--activation",
            paramLabel = "KIND",
            defaultValue = "f32",
            description = "How the dense operand comes in: f32; int8 or int8-affine (each row quantized when it arrives, without or "
                    + "with a zero); int8-static or int8-static-affine (quantized by one scale and zero, for kernels all the same), "
                    + "or int8-static:scale=S,zero=Z. Default: ${DEFAULT-VALUE}.")
    private String activation;

    @Option(names = "--threads", paramLabel = "N", description = "Host threads. Default: all cores.")
    private Integer threads;

    Shape shape() {
        if (!shape.matches("\\d{1,18}(x\\d{1,18})*")) {
            throw new UsageException("--shape takes sizes such as 384x1536, not '" + shape + "'");
        }
        long[] extents = Arrays.stream(shape.split("x")).mapToLong(Long::parseLong).toArray();
        if (Arrays.stream(extents).anyMatch(extent -> extent < 1)) {
            throw new UsageException("--shape takes sizes of at least 1, not '" + shape + "'");
        }
        return Shape.of(extents);
    }

    long m() {
        if (m < 1) {
            throw new UsageException("--m must be at least 1, not " + m);
        }
        return m;
    }

    Activation activation() {
        return Activation.of(activation);
    }

    int threads() {
        return threads(threads);
    }

    /** As many threads as asked for; all cores if nobody asked. */
    static int threads(Integer asked) {
        return asked == null ? HostThreads.all() : HostThreads.of(asked);
    }
}
