package dev.nibble.runtime.oracle;

import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.kernel.PreparedKernel;
import dev.nibble.api.op.Fill;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.tensor.Tensor;
import java.util.stream.LongStream;

/** The runs that a prepared kernel has to stand. */
final class Trial {
    /** Any other data than those given will do, as long as they are the same every time. */
    private static final long OTHER_DATA = 0x5DEECE66DL;

    private final TestData data;
    private final Op op;
    private final OpSpec spec;
    private final QuantizedTensor weight;
    private final PreparedKernel prepared;
    private final GuardedBuffer workspace;

    Trial(TestData data, QuantizedTensor weight, PreparedKernel prepared) {
        this.data = data;
        this.op = data.op();
        this.spec = data.spec();
        this.weight = weight;
        this.prepared = prepared;
        this.workspace = data.workspace(prepared.workspaceBytes());
    }

    QuantizedTensor weight() {
        return weight;
    }

    /**
     * Runs with the input given, with fewer rows of it, with another input and again with the first: results that were
     * kept from an earlier call show, as does state that a call leaves behind.
     *
     * @param given null where the operation has no input
     * @param structured whether rounding errors may all point one way
     * @param another whether to run with another input in between; once is enough for a prepared kernel
     */
    Verdict run(Tensor given, boolean structured, boolean another) {
        workspace.poison();
        ErrorBound bound = ErrorBound.of(op.accumulated(spec), structured);
        Reference expected = Reference.of(op, spec, weight, given);
        Verdict verdict = run("first run", given, spec.m(), expected, bound);
        if (given != null) {
            // Kernels take rows in tiles: half of them and all but one end in other tiles than all do.
            for (long fewer : LongStream.of((spec.m() + 1) / 2, spec.m() - 1).distinct().toArray()) {
                if (verdict.passed() && fewer > 0 && fewer < spec.m()) {
                    String name = "run with " + fewer + " of " + spec.m() + " rows";
                    verdict = verdict.and(run(name, given, fewer, expected, bound));
                }
            }
        }
        if (verdict.passed() && given != null && another) {
            Tensor other = data.input(Fill.NORMAL, OTHER_DATA);
            verdict = verdict.and(run("run with another input", other, spec.m(), Reference.of(op, spec, weight, other), bound));
        }
        if (verdict.passed()) {
            verdict = verdict.and(run("run with the first input again", given, spec.m(), expected, bound));
        }
        return verdict;
    }

    private Verdict run(String name, Tensor given, long m, Reference expected, ErrorBound bound) {
        data.turn();
        GuardedBuffer input = data.input();
        GuardedBuffer output = data.output();
        if (given != null) {
            input.data().copyFrom(given.data());
        }
        output.poison();
        prepared.run(m, input.data(), output.data(), workspace.data());
        String damage = damage(given);
        Verdict verdict = damage.isEmpty()
                ? expected.compare(output.data(), elements(m), bound)
                : Verdict.broken(damage);
        return verdict.passed() ? verdict : verdict.prefixed(name);
    }

    private int elements(long m) {
        return Math.toIntExact(op.output(m == spec.m() ? spec : spec.withM(m)).elements());
    }

    private String damage(Tensor given) {
        if (given != null) {
            long at = data.input().data().mismatch(given.data());
            if (at >= 0) {
                return "changed its input at byte " + at;
            }
        }
        return data.input().damage() + data.output().damage() + workspace.damage();
    }
}
