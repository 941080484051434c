package dev.nibble.models.quantized;

import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.TensorFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The weights of a model by name, some of them quantized. */
public interface WeightSource {
    /** All tensors, quantized and plain. */
    List<String> names();

    /** The quantized weight; empty if that tensor is a plain one, or there is none. */
    Optional<QuantizedWeight> quantized(String name);

    /**
     * The tensor as floats or whatever it is; a quantized one is decoded.
     *
     * @throws dev.nibble.models.file.TensorFileException if there is no tensor of that name
     */
    Tensor tensor(String name);

    /** The tensors of a file, none of them quantized. */
    static WeightSource of(TensorFile file) {
        return of(file, Map.of());
    }

    /** The tensors of a file, some of them replaced by quantized ones. */
    static WeightSource of(TensorFile file, Map<String, QuantizedWeight> quantized) {
        Map<String, QuantizedWeight> replaced = Map.copyOf(quantized);
        return new WeightSource() {
            @Override
            public List<String> names() {
                return file.names();
            }

            @Override
            public Optional<QuantizedWeight> quantized(String name) {
                return Optional.ofNullable(replaced.get(name));
            }

            @Override
            public Tensor tensor(String name) {
                return quantized(name).map(QuantizedWeight::decode).orElseGet(() -> file.tensor(name));
            }
        };
    }
}
