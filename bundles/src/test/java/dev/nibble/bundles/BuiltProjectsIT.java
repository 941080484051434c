package dev.nibble.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.trace.Outcome;
import dev.nibble.harness.trace.Trace;
import dev.nibble.harness.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects of new-plugin, and the examples: packaged by Maven, which runs their tests, and dropped in as they are. */
class BuiltProjectsIT {
    private static final List<String> NEW = List.of("quantizer", "kernel", "format");
    private static final List<String> EXAMPLES = List.of("kmeans", "half-linear");

    @TempDir
    private static Path folder;

    private static Path plugins;

    @BeforeAll
    static void build() throws Exception {
        Path projects = Files.createDirectory(folder.resolve("projects"));
        for (String kind : NEW) {
            int code = Main.commandLine(HostFixture.folders(folder))
                    .execute("new-plugin", kind, "my-" + kind, "--dir", projects.resolve("my-" + kind).toString());
            assertThat(code).isZero();
        }
        for (String example : EXAMPLES) {
            copy(Path.of("../examples", example), projects.resolve(example));
        }
        OfflineMaven.packageAll(projects);
        plugins = Files.createDirectory(folder.resolve("plugins"));
        try (Stream<Path> files = Files.walk(projects)) {
            for (Path jar : files.filter(file -> file.toString().endsWith("-1.0.0.jar")).toList()) {
                Files.copy(jar, plugins.resolve(jar.getFileName()));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(path -> !path.startsWith(from.resolve("target"))).toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void eachJarIsABundleThatTakesTheApiInItsRangeAndGivesNothing() throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(plugins)) {
            jars = files.sorted().toList();
        }
        assertThat(jars).hasSize(NEW.size() + EXAMPLES.size());
        for (Path path : jars) {
            try (JarFile jar = new JarFile(path.toFile())) {
                Attributes manifest = jar.getManifest().getMainAttributes();
                assertThat(manifest.getValue("Bundle-SymbolicName")).startsWith("plugin.");
                assertThat(manifest.getValue("Bundle-Version")).isEqualTo("1.0.0");
                assertThat(manifest.getValue("Export-Package")).isNull();
                assertThat(manifest.getValue("Import-Package")).contains("dev.nibble.api.plugin;version=\"[1.0,2)\"");
            }
        }
    }

    @Test
    void theyAreSweptAsDroppedIn() throws IOException {
        Path plan = Files.writeString(folder.resolve("plan.json"), """
                {"kernels": [
                   {"formats": ["affine:bits=8,per=row,zero=none", "dense:bf16"], "kernels": ["my-kernel", "half-linear"],
                    "shapes": ["40x70"], "m": [1, 3], "timed": false},
                   {"formats": ["my-format:group=64"], "kernels": ["jvm.linear.lookup"], "shapes": ["40x70"], "m": [1],
                    "timed": false}],
                 "models": [{"quantizers": ["kmeans"], "formats": ["rowtable:bits=3"], "fallback": "decode"}],
                 "sentences": 3}
                """);
        NibbleRun sweep = NibbleRun.run(plugins, "sweep", plan, "--runs", folder.resolve("runs"), "--run", "dropped");

        assertThat(sweep.exitCode()).as(sweep.err()).isZero();
        List<Trace> traces = TraceReader.read(folder.resolve("runs/dropped")).traces();
        assertThat(traces).hasSize(10);
        assertThat(passed(traces)).hasSize(6)
                .anyMatch(cell -> cell.contains("my-kernel@jvm")).anyMatch(cell -> cell.contains("half-linear@jvm"))
                .anyMatch(cell -> cell.contains("my-format:group=64")).anyMatch(cell -> cell.contains("kmeans"));
        NibbleRun listed = NibbleRun.run(plugins, "plugins", "my-quantizer");
        assertThat(listed.out()).contains("my-quantizer", "1.0.0", "steps");
    }

    private static List<String> passed(List<Trace> traces) {
        return traces.stream().filter(trace -> trace.outcome() instanceof Outcome.Passed).map(trace -> trace.cell().text())
                .toList();
    }
}
