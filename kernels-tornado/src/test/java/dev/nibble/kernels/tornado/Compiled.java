package dev.nibble.kernels.tornado;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes that tests compile against the signatures of TornadoVM. */
final class Compiled {
    private static final Path STUBS = Path.of("src/stubs/java");

    private Compiled() {}

    /** The classes of one source file, by path. */
    static Map<String, byte[]> source(String className, String text, Path folder) throws IOException {
        return compile(List.of(file(className, text)), folder, List.of("-g", "-implicit:none", "-sourcepath", STUBS.toString()));
    }

    /** The same against an installed TornadoVM, for what Nibble has no signatures of. */
    static void against(Path apiJar, String className, String text, Path folder) throws IOException {
        compile(List.of(file(className, text)), folder, List.of("-g", "-cp", apiJar + java.io.File.pathSeparator + System.getProperty("java.class.path")));
    }

    private static JavaFileObject file(String className, String text) {
        return new SimpleJavaFileObject(
                URI.create("string:///" + className.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    /** The classes of the signatures themselves. */
    static Map<String, byte[]> stubs(Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null); Stream<Path> sources = Files.walk(STUBS)) {
            List<Path> java = sources.filter(it -> it.toString().endsWith(".java")).toList();
            List<JavaFileObject> objects = new ArrayList<>();
            files.getJavaFileObjectsFromPaths(java).forEach(objects::add);
            return compile(objects, folder, List.of());
        }
    }

    private static Map<String, byte[]> compile(List<JavaFileObject> sources, Path folder, List<String> options)
            throws IOException {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-d", folder.toString()));
        StringWriter messages = new StringWriter();
        if (!ToolProvider.getSystemJavaCompiler().getTask(messages, null, null, all, null, sources).call()) {
            throw new IllegalStateException(messages.toString());
        }
        Map<String, byte[]> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".class")).toList()) {
                classes.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return classes;
    }
}
