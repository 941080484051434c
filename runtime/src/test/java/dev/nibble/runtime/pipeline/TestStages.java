package dev.nibble.runtime.pipeline;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.ActivationChoice;
import dev.nibble.api.quantizer.ActivationQuantizer;
import dev.nibble.api.quantizer.JointPreparation;
import dev.nibble.api.quantizer.Need;
import dev.nibble.api.quantizer.Preparation;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.PreparedTogether;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.quantizer.Refiner;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Stages of which the test gives the work. */
final class TestStages {
    private TestStages() {}

    record Prepares(String name, Set<Need> needs, Function<QuantizeRequest, Prepared> work) implements Preparation {
        @Override
        public String version() {
            return "1";
        }

        @Override
        public String description() {
            return "prepares";
        }

        @Override
        public List<Option> options() {
            return List.of(Option.number("alpha", 0.5, "exponent"), Option.flag("clip", false, "clips"));
        }

        @Override
        public Support supports(Format format) {
            return Support.yes().require("format", "not nf4", format.text(), !format.text().startsWith("nf4"));
        }

        @Override
        public Prepared prepare(QuantizeRequest request) {
            return work.apply(request);
        }
    }

    record PreparesTogether(String name, Function<List<QuantizeRequest>, PreparedTogether> work) implements JointPreparation {
        @Override
        public String version() {
            return "1";
        }

        @Override
        public String description() {
            return "prepares together";
        }

        @Override
        public List<Option> options() {
            return List.of(Option.flag("shared", true, "joins layers"));
        }

        @Override
        public boolean joins(Settings settings) {
            return settings.flag("shared");
        }

        @Override
        public Support supports(Format format) {
            return Support.yes();
        }

        @Override
        public PreparedTogether prepareTogether(List<QuantizeRequest> requests) {
            return work.apply(requests);
        }
    }

    record Quantizes(String name, Function<QuantizeRequest, QuantizeResult> work) implements Quantizer {
        static Quantizes standard(String name) {
            return new Quantizes(name, request -> QuantizeResult.of(request.format().encode(request.weights()), List.of(3.0, 2.0)));
        }

        @Override
        public String version() {
            return "2";
        }

        @Override
        public String description() {
            return "quantizes";
        }

        @Override
        public List<Option> options() {
            return List.of(Option.integer("iters", 20, "steps"));
        }

        @Override
        public Support supports(Format format) {
            return Support.yes();
        }

        @Override
        public QuantizeResult quantize(QuantizeRequest request) {
            return work.apply(request);
        }
    }

    record Refines(String name, boolean changes, BiFunction<QuantizeRequest, QuantizedTensor, QuantizeResult> work)
            implements Refiner {
        static Refines same(String name) {
            return new Refines(name, false, (_, start) -> QuantizeResult.of(start));
        }

        @Override
        public String version() {
            return "3";
        }

        @Override
        public String description() {
            return "refines";
        }

        @Override
        public Set<Need> needs() {
            return Set.of(Need.GRAM);
        }

        @Override
        public Support supports(Format format) {
            return Support.yes();
        }

        @Override
        public boolean changesParameters(Settings settings) {
            return changes;
        }

        @Override
        public QuantizeResult refine(QuantizeRequest request, QuantizedTensor start) {
            return work.apply(request, start);
        }
    }

    record Chooses(String name, Function<QuantizeRequest, ActivationChoice> work) implements ActivationQuantizer {
        @Override
        public String version() {
            return "4";
        }

        @Override
        public String description() {
            return "chooses";
        }

        @Override
        public Set<Need> needs() {
            return Set.of(Need.MOMENTS);
        }

        @Override
        public Support supports(Format format) {
            return Support.yes();
        }

        @Override
        public ActivationChoice choose(QuantizeRequest request) {
            return work.apply(request);
        }
    }
}
