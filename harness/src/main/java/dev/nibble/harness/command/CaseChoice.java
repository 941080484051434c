package dev.nibble.harness.command;

import dev.nibble.harness.sweep.Plan;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say on which cases kernels are proven or timed. A picocli mixin. */
final class CaseChoice {
    @Option(names = "--op", paramLabel = "PATTERN", split = ",", description = "Operations by name (default: linear).")
    private List<String> ops;

    @Option(names = "--shapes", paramLabel = "SHAPE", split = ",",
            description = "Shapes of weights, for example 1536x384; model:NAME stands for the shapes of that model's linear "
                    + "layers (default: model:minilm).")
    private List<String> shapes;

    @Option(names = "--m", paramLabel = "M", split = ",", description = "Rows of the dense operand (default: 1,16).")
    private List<Long> m;

    /** Not split before the zero of {@code int8-static:scale=S,zero=Z}. */
    @Option(names = "--activation", paramLabel = "KIND", split = ",(?!zero=)", splitSynopsisLabel = ",",
            description = "f32, int8, int8-affine, int8-static, int8-static-affine, int8-static:scale=S,zero=Z (default: f32).")
    private List<String> activations;

    boolean any() {
        return ops != null || shapes != null || m != null || activations != null;
    }

    /** Whether cases are named; otherwise they are the usual ones, of some operations and activations. */
    boolean anySize() {
        return shapes != null || m != null;
    }

    List<String> ops() {
        return ops == null ? List.of(Plan.ALL) : ops;
    }

    /** Empty for all. */
    List<String> activations() {
        return activations == null ? List.of() : activations;
    }

    Plan.KernelPart part(Choice choice, boolean timed) {
        return new Plan.KernelPart(ops, choice.formats(), shapes, m, activations, choice.kernels(), choice.devices(),
                choice.threads(), timed);
    }
}
