package dev.nibble.runtime.oracle;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** The runs that a prepared kernel has to stand for one input. */
final class Trial {
    /** Any other data than those given will do, as long as they are the same every time. */
    private static final long OTHER_DATA = 0x5DEECE66DL;

    private final Op op;
    private final OpSpec spec;
    private final QuantizedTensor weight;
    private final PreparedKernel prepared;
    private final ErrorBound bound;
    private final GuardedBuffer input;
    private final GuardedBuffer output;
    private final GuardedBuffer workspace;

    Trial(Op op, OpSpec spec, QuantizedTensor weight, PreparedKernel prepared, boolean structured, Arena arena) {
        this.op = op;
        this.spec = spec;
        this.weight = weight;
        this.prepared = prepared;
        this.bound = ErrorBound.of(op.accumulated(spec), structured);
        long inputBytes = op.input(spec).map(o -> Tensor.byteSize(o.type(), o.shape())).orElse(0L);
        this.input = new GuardedBuffer("input", arena, inputBytes);
        this.output = new GuardedBuffer("output", arena, 4 * op.output(spec).elements());
        this.workspace = new GuardedBuffer("workspace", arena, prepared.workspaceBytes());
        workspace.poison();
    }

    /**
     * Runs with the input given, with fewer rows of it, with another input and again with the first: results that were
     * kept from an earlier call show, as does state that a call leaves behind.
     *
     * @param another whether to run with another input in between; once is enough for a prepared kernel
     */
    Verdict run(Tensor given, boolean another) {
        Reference expected = Reference.of(op, spec, weight, given);
        Verdict verdict = run("first run", given, spec.m(), expected);
        if (given != null) {
            // Kernels take rows in tiles: half of them and all but one end in other tiles than all do.
            for (long fewer : LongStream.of((spec.m() + 1) / 2, spec.m() - 1).distinct().toArray()) {
                if (verdict.passed() && fewer > 0 && fewer < spec.m()) {
                    verdict = verdict.and(run("run with " + fewer + " of " + spec.m() + " rows", given, fewer, expected));
                }
            }
        }
        if (verdict.passed() && given != null && another) {
            Tensor other = op.testInput(spec, Fill.NORMAL, new SplittableRandom(OTHER_DATA)).orElseThrow();
            verdict = verdict.and(run("run with another input", other, spec.m(), Reference.of(op, spec, weight, other)));
        }
        if (verdict.passed()) {
            verdict = verdict.and(run("run with the first input again", given, spec.m(), expected));
        }
        return verdict;
    }

    private Verdict run(String name, Tensor data, long m, Reference expected) {
        if (data != null) {
            input.data().copyFrom(data.data());
        }
        output.poison();
        prepared.run(m, input.data(), output.data(), workspace.data());
        String damage = damage(data);
        Verdict verdict = damage.isEmpty()
                ? expected.compare(output.data(), elements(m), bound)
                : Verdict.broken(damage);
        return verdict.passed() ? verdict : verdict.prefixed(name);
    }

    private int elements(long m) {
        return Math.toIntExact(op.output(m == spec.m() ? spec : spec.withM(m)).elements());
    }

    private String damage(Tensor data) {
        if (data != null) {
            long at = input.data().mismatch(data.data());
            if (at >= 0) {
                return "changed its input at byte " + at;
            }
        }
        return input.damage() + output.damage() + workspace.damage();
    }
}
