package dev.nibble.runtime.structure;

import dev.nibble.api.format.Provenance;
import dev.nibble.api.format.QuantizedTensor;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who made a tensor that was joined from parts. */
final class Provenances {
    private Provenances() {}

    /** That of the parts where they agree; where they differ, all of theirs separated by {@code +}. */
    static Provenance joined(List<QuantizedTensor> parts) {
        List<Provenance> all = parts.stream().map(QuantizedTensor::provenance).distinct().toList();
        if (all.size() == 1) {
            return all.getFirst();
        }
        TreeMap<String, String> settings = new TreeMap<>();
        for (Provenance one : all) {
            one.settings().forEach((key, value) -> settings.merge(key, value, (a, b) -> a.equals(b) ? a : a + "+" + b));
        }
        return new Provenance(text(all, Provenance::quantizer), text(all, Provenance::version), settings,
                text(all, Provenance::pluginDigest));
    }

    private static String text(List<Provenance> all, Function<Provenance, String> of) {
        return all.stream().map(of).distinct().collect(Collectors.joining("+"));
    }
}
