package dev.nibble.harness.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.runtime.quantize.Quantization;
import dev.nibble.runtime.quantize.WeightError;
import dev.nibble.runtime.registry.PluginRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The finished projects under {@code examples}, which the default build leaves out, do what they say. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("../examples");

    @TempDir
    private Path target;

    @Test
    void kmeansPassesItsTestsAndBeatsRoundingToNearest() throws Exception {
        ProjectTests.pass(EXAMPLES.resolve("kmeans"), target, registry -> {
            Format format = registry.format("rowtable:bits=4");
            Tensor weights = normal(Shape.of(32, 384));
            Quantizer kmeans = registry.quantizer("kmeans");
            double error = WeightError.between(weights, new Quantization(registry).quantize(kmeans, QuantizeRequest.of("w",
                    weights, format, Settings.defaults(kmeans.options()), 1)).tensor()).relative();
            double nearest = WeightError.between(weights, format.encode(weights)).relative();
            // The best 16 levels for a normal distribution leave a relative error of 0.097 (Max 1960, table I); k-means ends in
            // a valley near it.
            assertThat(error).isLessThan(0.9 * nearest).isBetween(0.09, 0.103);
        }, "plugin.kmeans.KmeansTest", "plugin.kmeans.RowTableTest");
    }

    @Test
    void halfLinearPassesItsTests() throws Exception {
        ProjectTests.pass(EXAMPLES.resolve("half-linear"), target,
                registry -> assertThat(registry.kernel("half-linear").op()).isEqualTo("linear"),
                "plugin.halflinear.HalfLinearTest");
    }

    @Test
    void theirPomsAreThoseOfNewProjects() throws Exception {
        for (NewProject project : new NewProject[] {
            new NewProject(ProjectKind.QUANTIZER, "kmeans"), new NewProject(ProjectKind.KERNEL, "half-linear")}) {
            project.requireFree(PluginRegistry.load(getClass().getClassLoader()));
            assertThat(Files.readString(EXAMPLES.resolve(project.name()).resolve("pom.xml")))
                    .isEqualTo(project.render().get(Path.of("pom.xml")));
        }
    }

    private static Tensor normal(Shape shape) {
        SplittableRandom random = new SplittableRandom(5);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(shape, values);
    }
}
