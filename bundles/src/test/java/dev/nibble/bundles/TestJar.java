package dev.nibble.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Makes plugin jars as bnd would, from sources in the test, in memory and with fixed times. */
final class TestJar {
    private static final List<String> API =
            List.of("collective", "device", "format", "kernel", "op", "plugin", "quantizer", "tensor");

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new TreeMap<>();

    private TestJar(String symbolicName, String version, String range) {
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Bundle-SymbolicName", symbolicName);
        headers.put("Bundle-Version", version);
        headers.put("Implementation-Version", version);
        headers.put("Import-Package", API.stream().map(name -> "dev.nibble.api." + name + ";version=\"" + range + "\"")
                .collect(Collectors.joining(",")));
    }

    /** A bundle built against this version of the interface. */
    static TestJar bundle(String symbolicName, String version) {
        return new TestJar(symbolicName, version, "[1.0,2)");
    }

    /** A bundle built against another version of the interface. */
    static TestJar bundle(String symbolicName, String version, String range) {
        return new TestJar(symbolicName, version, range);
    }

    /** A bundle with one quantizer, which clips groups at a number of root mean squares. */
    static TestJar quantizer(String symbolicName, String version, String name, double clip) {
        return bundle(symbolicName, version).quantizer(name, clip);
    }

    TestJar quantizer(String name, double clip) {
        return provider("dev.nibble.api.quantizer.Quantizer", "sample.Clip", Samples.clip(name, clip));
    }

    TestJar header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    TestJar entry(String name, byte[] bytes) {
        entries.put(name, bytes);
        return this;
    }

    /** Adds a class, and names it in the services file of an interface. */
    TestJar provider(String spi, String className, String source) {
        return provider(spi, className, source, Map.of());
    }

    /** The same with a class that uses others, given in compiled form. */
    TestJar provider(String spi, String className, String source, Map<String, byte[]> others) {
        entries.putAll(compile(className, source, others));
        return service(spi, className);
    }

    /** Names a class in the services file of an interface. */
    TestJar service(String spi, String className) {
        String services = "META-INF/services/" + spi;
        byte[] before = entries.getOrDefault(services, new byte[0]);
        entries.put(services, (new String(before, StandardCharsets.UTF_8) + className + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        try (JarOutputStream out = new JarOutputStream(bytes)) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            manifest.write(text);
            put(out, "META-INF/MANIFEST.MF", text.toByteArray());
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                put(out, entry.getKey(), entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTime(0);
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    /** Writes the jar beside its place and moves it there, as users should. */
    Path write(Path file) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(temporary, bytes());
        return Files.move(temporary, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** Compiles one source; returns its class files by path. */
    static Map<String, byte[]> compile(String className, String source, Map<String, byte[]> others) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> made = new HashMap<>();
        JavaFileManager files = new InMemory(compiler.getStandardFileManager(null, null, null), made, others);
        JavaFileObject unit = new SimpleJavaFileObject(
                URI.create("mem:///" + className.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        List<String> options = List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"));
        assertThat(compiler.getTask(null, files, null, options, null, List.of(unit)).call()).as("javac").isTrue();
        Map<String, byte[]> classes = new TreeMap<>();
        made.forEach((name, bytes) -> classes.put(name.replace('.', '/') + ".class", bytes.toByteArray()));
        return classes;
    }

    /** Classes that javac makes stay in memory, and those given are seen by it. */
    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> made;
        private final Map<String, byte[]> others;

        InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> made, Map<String, byte[]> others) {
            super(files);
            this.made = made;
            this.others = others;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location where, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return made.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
                }
            };
        }

        @Override
        public Iterable<JavaFileObject> list(Location where, String name, java.util.Set<JavaFileObject.Kind> kinds, boolean deep)
                throws IOException {
            Stream<JavaFileObject> given = where != StandardLocation.CLASS_PATH ? Stream.of() : others.keySet().stream()
                    .filter(path -> path.startsWith(name.replace('.', '/') + "/"))
                    .map(this::given);
            List<JavaFileObject> all = new java.util.ArrayList<>(given.toList());
            super.list(where, name, kinds, deep).forEach(all::add);
            return all;
        }

        private JavaFileObject given(String path) {
            return new Given(path, others.get(path));
        }

        @Override
        public String inferBinaryName(Location where, JavaFileObject file) {
            return file instanceof Given given ? given.binaryName() : super.inferBinaryName(where, file);
        }
    }

    /** A compiled class that javac may link to. */
    private static final class Given extends SimpleJavaFileObject {
        private final String path;
        private final byte[] bytes;

        Given(String path, byte[] bytes) {
            super(URI.create("mem:///" + path), Kind.CLASS);
            this.path = path;
            this.bytes = bytes.clone();
        }

        String binaryName() {
            return path.substring(0, path.length() - ".class".length()).replace('/', '.');
        }

        @Override
        public java.io.InputStream openInputStream() {
            return new java.io.ByteArrayInputStream(bytes);
        }
    }
}
