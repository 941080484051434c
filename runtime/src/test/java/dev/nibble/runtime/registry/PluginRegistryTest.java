package dev.nibble.runtime.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.runtime.testing.FourParts;
import dev.nibble.runtime.testing.PlainKernel;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginRegistryTest {
    @TempDir
    Path folder;

    /** Throws when it is made. */
    public static final class Throwing implements FormatProviderStub {
        public Throwing() {
            throw new IllegalStateException("no licence");
        }
    }

    /** Has no legal name. */
    public static final class Shouting implements FormatProviderStub {
        @Override
        public String name() {
            return "Shouting!";
        }
    }

    /** Has the name of a built-in format. */
    public static final class Taken implements FormatProviderStub {
        @Override
        public String name() {
            return "nf4";
        }
    }

    /** A good one. */
    public static final class Good implements FormatProviderStub {
        @Override
        public String name() {
            return "good";
        }
    }

    /** What the others have in common. */
    public interface FormatProviderStub extends FormatProvider {
        @Override
        default String name() {
            return "stub";
        }

        @Override
        default String description() {
            return "for tests";
        }

        @Override
        default dev.nibble.api.format.Format parse(dev.nibble.api.format.FormatText text) {
            return new FourParts();
        }
    }

    /** A jar that declares providers. */
    private Path jar(String... providers) throws IOException {
        Path jar = folder.resolve("plugin.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/" + FormatProvider.class.getName()));
            out.write(String.join("\n", providers).getBytes());
            out.closeEntry();
        }
        return jar;
    }

    private PluginRegistry load(Path jar) throws IOException {
        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
            return PluginRegistry.load(loader);
        }
    }

    @Test
    void findsWhatIsBuiltIn() {
        PluginRegistry registry = PluginRegistry.load(getClass().getClassLoader());
        assertThat(registry.problems()).isEmpty();
        assertThat(registry.ops()).extracting(Plugin::name).contains("linear", "matmul", "embedding", "dequantize");
        assertThat(registry.format("nf4:block=64").text()).isEqualTo("nf4:block=64");
    }

    @Test
    void badProvidersAreReportedWithTheirJarAndTheOthersLoad() throws IOException {
        Path jar = jar("no.such.Provider", Throwing.class.getName(), PluginRegistryTest.class.getName(), Shouting.class.getName(),
                Taken.class.getName(), Good.class.getName());
        PluginRegistry registry = load(jar);
        assertThat(registry.formatProviders()).extracting(Plugin::name).contains("good", "nf4").doesNotContain("stub");
        assertThat(registry.problems()).hasSize(5);
        assertThat(registry.problems()).anySatisfy(p -> assertThat(p).contains("no.such.Provider in " + jar, "not found"));
        assertThat(registry.problems()).anySatisfy(p -> assertThat(p).contains("Throwing", "IllegalStateException: no licence"));
        assertThat(registry.problems()).anySatisfy(p -> assertThat(p).contains("PluginRegistryTest in " + jar, "not a subtype"));
        assertThat(registry.problems()).anySatisfy(p -> assertThat(p).contains("Shouting", "'Shouting!' is not made of"));
        assertThat(registry.problems()).anySatisfy(p -> assertThat(p).contains("Taken", "its name 'nf4' is taken by"));
    }

    @Test
    void aProviderThatLacksAClassIsReportedWithItsJar() throws IOException {
        Path jar = folder.resolve("broken.jar");
        String name = Good.class.getName().replace("Good", "Goox");
        // The class file of Good under another name cannot be linked: the same error as with a missing class.
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var good = getClass().getResourceAsStream("PluginRegistryTest$Good.class")) {
            out.putNextEntry(new JarEntry("META-INF/services/" + FormatProvider.class.getName()));
            out.write((name + "\n" + Good.class.getName()).getBytes());
            out.putNextEntry(new JarEntry(name.replace('.', '/') + ".class"));
            out.write(good.readAllBytes());
        }
        PluginRegistry registry = load(jar);
        assertThat(registry.formatProviders()).extracting(Plugin::name).contains("good");
        assertThat(registry.problems()).singleElement().asString().contains("Goox in " + jar, "NoClassDefFoundError");
    }

    @Test
    void ofAJarWithALoaderOfItsOwnNothingIsTakenThatItsParentsHave() throws IOException {
        Path file = jar(Good.class.getName());
        try (var loader = new java.net.URLClassLoader(new java.net.URL[] {file.toUri().toURL()}, getClass().getClassLoader())) {
            JarPlugins jar = JarPlugins.load(loader, file, file, "abc");
            assertThat(jar.plugins()).as("the jar names a class of its parent").isEmpty();
            assertThat(jar.problems()).isEmpty();
            PluginRegistry registry = PluginRegistry.load(getClass().getClassLoader(), List.of(jar), List.of("x is not used"));
            assertThat(registry.problems()).containsExactly("x is not used");
            assertThat(registry.format("nf4:block=64").text()).isEqualTo("nf4:block=64");
        }
    }

    @Test
    void aServicesFileThatIsNoneIsReported() throws IOException {
        PluginRegistry registry = load(jar("this is not a class"));
        assertThat(registry.problems()).singleElement().asString().contains("plugin.jar");
        assertThat(registry.formatProviders()).extracting(Plugin::name).contains("nf4");
    }

    @Test
    void namesThatDoNotExistAreAnsweredWithThoseThatDo() {
        PluginRegistry registry = PluginRegistry.of(List.of(PlainKernel.of("b", "linear"), PlainKernel.of("a", "linear")));
        assertThat(registry.kernel("a").name()).isEqualTo("a");
        assertThatThrownBy(() -> registry.kernel("x")).isInstanceOf(NoSuchPluginException.class)
                .hasMessage("there is no kernel 'x'; there are: a, b");
        assertThatThrownBy(() -> registry.quantizer("x")).hasMessage("there is no quantizer 'x'; none is on the class path");
        assertThatThrownBy(() -> registry.format("int9:x=1")).hasMessageContaining("there is no format family 'int9'");
    }

    @Test
    void infoHasOriginAndADigestThatFollowsTheContent() throws IOException {
        PluginRegistry registry = PluginRegistry.load(getClass().getClassLoader());
        var info = registry.info(registry.op("linear"));
        assertThat(info.kind()).isEqualTo("op");
        assertThat(Path.of(info.origin())).exists();
        assertThat(info.sha256()).matches("[0-9a-f]{64}");
        assertThat(registry.info(registry.op("matmul")).sha256()).isEqualTo(info.sha256());
        assertThatThrownBy(() -> registry.info(PlainKernel.of("stranger", "linear")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("stranger");

        Path files = Files.createDirectories(folder.resolve("classes/a"));
        Files.writeString(files.resolve("x"), "1");
        String before = digest();
        assertThat(digest()).isEqualTo(before);
        Files.writeString(files.resolve("x"), "2");
        assertThat(digest()).isNotEqualTo(before);
    }

    private String digest() {
        return new Digests(List.of()).of(new Origin("classes", java.util.Optional.of(folder.resolve("classes"))));
    }
}
