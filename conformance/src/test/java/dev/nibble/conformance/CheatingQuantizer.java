package dev.nibble.conformance;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.GroupedFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.format.RangeRule;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.quantize.WeightError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;

/** Round-to-nearest with the squared error as its trace, and one way to be wrong. */
final class CheatingQuantizer implements Quantizer {
    /** Ways to break the contract of quantizers. */
    enum Cheat {
        NONE, CACHED, WRITES, WRITES_STATISTICS, OFF_BY_ONE, FLOOR, CLOCK, THREAD_COUNT, SHARED_BUFFER, WORSE, NAN, TAKES_NAN,
        LYING_TRACE, RISING_TRACE, UNIT, PLACE, BITS, SUPPORTS_ALL, OTHER_SHAPE, SHRINKS
    }

    private final Cheat cheat;
    private final Map<String, QuantizeResult> cache = new ConcurrentHashMap<>();
    private final AtomicInteger users = new AtomicInteger();

    CheatingQuantizer(Cheat cheat) {
        this.cheat = cheat;
    }

    @Override
    public String name() {
        return "cheat-" + cheat;
    }

    @Override
    public String description() {
        return "round to nearest, but for " + cheat;
    }

    @Override
    public Set<Need> needs() {
        return cheat == Cheat.WRITES_STATISTICS ? Set.of(Need.SAMPLES, Need.GRAM) : Set.of();
    }

    @Override
    public Support supports(Format format) {
        return Support.yes().require("format", "one with groups", format.text(),
                format instanceof GroupedFormat || cheat == Cheat.SUPPORTS_ALL);
    }

    @Override
    public QuantizeResult quantize(QuantizeRequest request) {
        GroupedFormat format = (GroupedFormat) request.format();
        return switch (cheat) {
            case CACHED -> cache.computeIfAbsent(request.name() + format.text() + request.weights().shape(),
                    _ -> result(request.weights(), format.encode(request.weights())));
            case WRITES -> {
                QuantizedTensor made = format.encode(request.weights());
                if (!request.weights().data().isReadOnly()) {
                    request.weights().setFloat(0, 0, 0);
                }
                yield result(request.weights(), made);
            }
            case WRITES_STATISTICS -> {
                request.activations().orElseThrow().samples().orElseThrow().setFloat(0, 0, 1e6f);
                yield result(request.weights(), format.encode(request.weights()));
            }
            case TAKES_NAN -> {
                Tensor mended = QuantizerWeights.map(request.weights(), v -> Float.isFinite(v) ? v : 0);
                yield result(request.weights(), format.encode(mended));
            }
            case SHARED_BUFFER -> shared(request, format);
            case OTHER_SHAPE -> result(request.weights().shape().rows() == 3
                    ? QuantizedTensorParts.firstRow(request.weights()) : request.weights(), format);
            default -> result(request.weights(), changed(request.weights(), format));
        };
    }

    private QuantizeResult result(Tensor weights, GroupedFormat format) {
        return result(weights, format.encode(weights));
    }

    private QuantizeResult shared(QuantizeRequest request, GroupedFormat format) {
        boolean alone = users.incrementAndGet() == 1;
        try {
            Thread.sleep(5);
            return result(request.weights(), format.encode(request.weights(), alone ? RangeRule.MIN_MAX : times(0.9f)));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            users.decrementAndGet();
        }
    }

    private QuantizeResult result(Tensor weights, QuantizedTensor made) {
        double error = WeightError.between(weights, made).relative();
        return QuantizeResult.of(made, switch (cheat) {
            case LYING_TRACE -> List.of(1.0, error * error / 2);
            case RISING_TRACE -> List.of(error * error / 2, error * error);
            default -> Double.isFinite(error) ? List.of(error * error) : List.of();
        });
    }

    private QuantizedTensor changed(Tensor weights, GroupedFormat format) {
        int top = (1 << format.bits()) - 1;
        return switch (cheat) {
            case OFF_BY_ONE -> QuantizedTensorParts.codes(format.encode(weights), (code, _) -> Math.min(code, top - 1));
            case FLOOR -> {
                QuantizedTensor nearest = format.encode(weights);
                float[] values = QuantizerWeights.values(weights);
                float[] decoded = QuantizerWeights.values(nearest.decode());
                yield QuantizedTensorParts.codes(nearest, (code, i) -> decoded[i] > values[i] ? Math.max(0, code - 1) : code);
            }
            case CLOCK -> format.encode(weights, times(1 + System.nanoTime() % 1000 * 1e-4f));
            case THREAD_COUNT -> format.encode(weights,
                    times(1 + 0.01f * (ForkJoinTask.getPool() == null ? 0 : ForkJoinTask.getPool().getParallelism())));
            case WORSE -> format.encode(weights, times(1.5f));
            case SHRINKS -> format.encode(weights, times(0.95f));
            case NAN -> {
                float[] values = QuantizerWeights.values(weights);
                boolean constant = values[0] == values[values.length - 1];
                QuantizedTensor made = format.encode(weights);
                yield constant ? QuantizedTensorParts.scale(made, Float.NaN) : made;
            }
            case UNIT -> format.encode(weights, (codec, v, n, range) -> {
                RangeRule.MIN_MAX.range(codec, v, n, range);
                range[1] = range[1] > 0.5f ? 0.9f * range[1] : range[1];
            });
            case PLACE -> QuantizedTensorParts.codes(format.encode(weights), (code, i) -> i == 5 ? code ^ 1 : code);
            case BITS -> format.encode(weights, format.bits() == 8 ? times(0.2f) : RangeRule.MIN_MAX);
            default -> format.encode(weights);
        };
    }

    private static RangeRule times(float factor) {
        return (codec, values, count, range) -> {
            RangeRule.MIN_MAX.range(codec, values, count, range);
            range[0] *= factor;
            range[1] *= factor;
        };
    }
}
