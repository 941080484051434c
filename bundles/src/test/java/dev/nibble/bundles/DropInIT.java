package dev.nibble.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.plugin.Settings;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.Quantizer;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import dev.nibble.harness.plugin.DroppedIn;
import dev.nibble.harness.plugin.PluginEvent;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.plugin.WorkerPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Jars that come, change and go while runs hold snapshots. */
class DropInIT {
    @TempDir
    private Path temporary;

    private HostFixture it;

    @BeforeEach
    void open() throws IOException {
        it = new HostFixture(Files.createDirectory(temporary.resolve("plugins")));
    }

    @AfterEach
    void close() {
        it.close();
    }

    private Path file(String name) {
        return it.folder.resolve(name);
    }

    @Test
    void aJarThatIsDroppedInIsThereForTheNextRunWithItsDigest() throws IOException {
        PluginSnapshot before = it.host.snapshot();
        TestJar.quantizer("demo.clip", "1.2.0", "clip", 3).write(file("clip.jar"));
        HostFixture.await("clip", () -> it.quantizers().contains("clip"));

        assertThat(before.registry().quantizers()).extracting(Quantizer::name).doesNotContain("clip");
        try (PluginSnapshot snapshot = it.host.snapshot()) {
            DroppedIn jar = snapshot.jars().getFirst();
            assertThat(jar.title()).isEqualTo("demo.clip 1.2.0");
            Quantizer quantizer = snapshot.registry().quantizer("clip");
            assertThat(quantizer.version()).isEqualTo("1.2.0");
            assertThat(snapshot.registry().info(quantizer).origin()).isEqualTo(file("clip.jar").toString());
            assertThat(snapshot.registry().info(quantizer).sha256()).isEqualTo(jar.sha256()).hasSize(64);
            assertThat(jar.classPath()).singleElement().satisfies(copy -> assertThat(copy).hasSameBinaryContentAs(file("clip.jar")));
        }
        HostFixture.await("that it is told", () -> it.events.size() == 1);
        assertThat(it.events.getFirst().kind()).isEqualTo(PluginEvent.Kind.APPEARED);
        assertThat(it.remarks).singleElement().asString().contains("new plugin demo.clip 1.2.0", "your rights");
    }

    @Test
    void anUpdateIsForTheNextRunAndTheRunningOneEndsWithWhatItHas() throws IOException {
        // A class that is first needed late must still come from the old jar.
        String quantize = "return Late.answer();";
        jarWithLateClass("1.0.0", "one", quantize).write(file("late.jar"));
        HostFixture.await("version 1", () -> it.version("late").equals(java.util.Optional.of("1.0.0")));
        PluginSnapshot running = it.host.snapshot();

        jarWithLateClass("2.0.0", "two", quantize).write(file("late.jar"));
        HostFixture.await("version 2", () -> it.version("late").equals(java.util.Optional.of("2.0.0")));
        HostFixture.await("that it is told", () -> it.events.size() == 2);
        assertThat(it.events).extracting(PluginEvent::kind).containsExactly(PluginEvent.Kind.APPEARED, PluginEvent.Kind.UPDATED);

        assertThat(answer(running)).isEqualTo("one");
        assertThat(running.registry().quantizer("late").version()).isEqualTo("1.0.0");
        assertThat(running.jars().getFirst().classPath()).allMatch(Files::exists);
        try (PluginSnapshot next = it.host.snapshot()) {
            assertThat(answer(next)).isEqualTo("two");
        }
        WeakReference<ClassLoader> loader = loader(running, "late");
        Path copy = running.jars().getFirst().classPath().getFirst();
        running.close();
        running = null;
        assertThat(copy).doesNotExist();
        HostFixture.awaitCollection("version 1", List.of(loader));
    }

    private static TestJar jarWithLateClass(String version, String answer, String quantize) {
        Map<String, byte[]> late = TestJar.compile("sample.Late", "package sample; public class Late { public static "
                + "dev.nibble.api.quantizer.QuantizeResult answer() { throw new IllegalStateException(\"" + answer + "\"); } }",
                Map.of());
        TestJar jar = TestJar.bundle("demo.late", version);
        late.forEach(jar::entry);
        jar.provider("dev.nibble.api.quantizer.Quantizer", "sample.Q", Samples.quantizer("Q", "late", "", quantize), late);
        return jar;
    }

    /** What the plugin's late class says. */
    private static String answer(PluginSnapshot snapshot) {
        Quantizer quantizer = snapshot.registry().quantizer("late");
        try {
            quantizer.quantize(QuantizeRequest.of("w", Tensor.of(Shape.of(1, 64), new float[64]),
                    snapshot.registry().format("affine:bits=4,group=64"), Settings.of(quantizer.options(), Map.of()), 1));
            return "nothing";
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    /** In a method of its own, so that no stack frame of the test holds the snapshot. */
    private WeakReference<ClassLoader> clipLoader() {
        try (PluginSnapshot snapshot = it.host.snapshot()) {
            return loader(snapshot, "clip");
        }
    }

    private static WeakReference<ClassLoader> loader(PluginSnapshot snapshot, String quantizer) {
        return new WeakReference<>(snapshot.registry().quantizer(quantizer).getClass().getClassLoader());
    }

    @Test
    void aJarThatIsTakenOutIsGoneAndItsClassLoaderFree() throws IOException {
        TestJar.quantizer("demo.clip", "1.0.0", "clip", 3).write(file("clip.jar"));
        HostFixture.await("clip", () -> it.quantizers().contains("clip"));
        WeakReference<ClassLoader> loader = clipLoader();
        it.delete("clip.jar");
        HostFixture.await("no clip", () -> !it.quantizers().contains("clip"));
        HostFixture.await("that it is told", () -> it.events.getLast().kind() == PluginEvent.Kind.GONE);
        HostFixture.awaitCollection("the class loader", List.of(loader));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void fiftyRoundsLeaveNoClassLoaderThreadOrFileBehind() throws IOException {
        TestJar[] versions = {
            TestJar.quantizer("demo.clip", "1.0.0", "clip", 3), TestJar.quantizer("demo.clip", "2.0.0", "clip", 2)};
        round(versions);
        int threads = threads();
        long handles = handles();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            loaders.addAll(round(versions));
        }
        assertThat(loaders).hasSize(100);
        HostFixture.awaitCollection("100 class loaders", loaders);
        HostFixture.await("threads", () -> threads() <= threads);
        HostFixture.await("file handles", () -> handles() <= handles);
    }

    private List<WeakReference<ClassLoader>> round(TestJar... versions) throws IOException {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (TestJar version : versions) {
            String before = it.version("clip").orElse("");
            version.write(file("clip.jar"));
            HostFixture.await("clip", () -> !it.version("clip").orElse("").equals(before));
            loaders.add(clipLoader());
        }
        it.delete("clip.jar");
        HostFixture.await("no clip", () -> it.version("clip").isEmpty());
        return loaders;
    }

    /** Threads of the JVM's own come and go; those of plugins and of the host do not hide. */
    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream().filter(thread -> !thread.getName().startsWith("C")).count();
    }

    private static long handles() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.map(DropInIT::target).filter(target -> target.endsWith(".jar")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (IOException _) {
            // Closed since it was listed.
            return "";
        }
    }

    @Test
    void aHalfCopiedJarIsWaitedFor() throws IOException {
        byte[] bytes = TestJar.quantizer("demo.clip", "1.0.0", "clip", 3).bytes();
        for (int part = 1; part <= 3; part++) {
            Files.write(file("clip.jar"), Arrays.copyOf(bytes, bytes.length * part / 4));
            pause(200);
        }
        Files.write(file("clip.jar"), bytes);
        HostFixture.await("clip", () -> it.quantizers().contains("clip"));
        HostFixture.await("that it is told", () -> !it.events.isEmpty());
        assertThat(it.events).extracting(PluginEvent::kind).containsExactly(PluginEvent.Kind.APPEARED);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void twoPluginsCarryDifferentVersionsOfALibraryAndNeitherSeesTheOthers() throws IOException {
        withLibrary("demo.a", "a", "old").write(file("a.jar"));
        withLibrary("demo.b", "b", "new").write(file("b.jar"));
        HostFixture.await("both", () -> it.quantizers().containsAll(List.of("a", "b")));
        try (PluginSnapshot snapshot = it.host.snapshot()) {
            assertThat(snapshot.registry().quantizer("a").description()).isEqualTo("old");
            assertThat(snapshot.registry().quantizer("b").description()).isEqualTo("new");
            DroppedIn a = snapshot.jars().getFirst();
            DroppedIn b = snapshot.jars().getLast();
            // A worker has a flat class path, which cannot hold both.
            assertThat(a.classPath()).hasSize(2);
            assertThat(a.clash(b)).contains("lib/Answer.class");
            assertThat(WorkerPath.of(List.of(a), List.of(b)).leftOut()).containsExactly(b);
            assertThat(WorkerPath.of(List.of(a, b), List.of()).conflict()).hasValueSatisfying(reason ->
                    assertThat(reason).contains("demo.a 1.0.0 and demo.b 1.0.0", "lib/Answer.class"));
        }
    }

    private static TestJar withLibrary(String symbolicName, String name, String answer) throws IOException {
        Map<String, byte[]> library = TestJar.compile("lib.Answer",
                "package lib; public class Answer { public static String say() { return \"" + answer + "\"; } }", Map.of());
        TestJar nested = TestJar.bundle("lib", "1");
        library.forEach(nested::entry);
        String source = Samples.quantizer("Q", name, "", "return null;")
                .replace("return \"a sample\";", "return lib.Answer.say();");
        return TestJar.bundle(symbolicName, "1.0.0")
                .provider("dev.nibble.api.quantizer.Quantizer", "sample.Q", source, library)
                .header("Bundle-ClassPath", ".,lib/answer.jar")
                .entry("lib/answer.jar", nested.bytes());
    }

    @Test
    void ofTwoVersionsTheNewerIsUsedAndTheOtherTold() throws IOException {
        TestJar.quantizer("demo.clip", "1.9.0", "clip", 3).write(file("clip-1.9.jar"));
        TestJar.quantizer("demo.clip", "1.10.0", "clip", 2).write(file("clip-1.10.jar"));
        HostFixture.await("1.10", () -> it.version("clip").equals(java.util.Optional.of("1.10.0")));
        HostFixture.await("the older told", () -> it.problems().size() == 1);
        assertThat(it.problems()).singleElement().asString()
                .contains("clip-1.9.jar is not used: it gives way to clip-1.10.jar, which has version 1.10.0");
    }
}
