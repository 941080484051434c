package dev.nibble.models.calibrate;

import dev.nibble.api.plugin.Sha256;
import dev.nibble.api.quantizer.ActivationStats;
import dev.nibble.api.quantizer.StaticRange;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.models.file.TensorFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** SHA-256 of statistics, and of the weights they belong to. Lower-case hex. */
final class CalibrationHash {
    private static final int CHUNK = 1 << 24;

    private final MessageDigest sha256 = Sha256.start();

    private CalibrationHash() {}

    /** Of all statistics of all layers, in the order of their names. */
    static String ofContent(Map<String, ActivationStats> layers) {
        CalibrationHash hash = new CalibrationHash();
        new TreeMap<>(layers).forEach((name, stats) -> {
            hash.add("layer " + name + " rows " + stats.rows());
            for (Tensor tensor : new Tensor[] {stats.meanAbs(), stats.meanSquare(), stats.min(), stats.max()}) {
                hash.add(tensor);
            }
            stats.samples().ifPresent(hash::add);
            stats.gram().ifPresent(hash::add);
            hash.add(stats.inputRange());
            hash.add(stats.outputRange());
        });
        return hash.hex();
    }

    /** Of the weights of those layers, in the order of their names. */
    static String ofModel(TensorFile model, Collection<String> layers) {
        CalibrationHash hash = new CalibrationHash();
        for (String layer : new TreeSet<>(layers)) {
            hash.add("weight " + layer);
            hash.add(model.tensor(LayerWeights.require(model, layer)));
        }
        return hash.hex();
    }

    /** Of texts one after the other. */
    static String ofTexts(List<String> texts) {
        CalibrationHash hash = new CalibrationHash();
        texts.forEach(hash::add);
        return hash.hex();
    }

    private void add(Optional<StaticRange> range) {
        add(range.map(it -> it.momentum() + " " + it.batches() + " " + it.min() + " " + it.max() + " " + it.absMax())
                .orElse("none"));
    }

    private void add(String text) {
        sha256.update((text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    private void add(Tensor tensor) {
        add(tensor.toString());
        for (long at = 0; at < tensor.byteSize(); at += CHUNK) {
            sha256.update(tensor.data().asSlice(at, Math.min(CHUNK, tensor.byteSize() - at)).asByteBuffer());
        }
    }

    private String hex() {
        return Sha256.hex(sha256.digest());
    }
}
