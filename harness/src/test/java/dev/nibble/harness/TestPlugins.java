package dev.nibble.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.runtime.registry.PluginRegistry;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Plugins in source form under {@code test/resources/plugins}, compiled into a class path folder of their own. */
public final class TestPlugins {
    private TestPlugins() {}

    /** Compiles one of them into a folder and returns the folder. */
    public static Path compile(String name, Path target, Path... libraries) throws IOException {
        Path sources = resource("plugins/" + name);
        copy(sources.resolve("META-INF"), sources, target);
        javac(sources.resolve("src"), target, libraries);
        return target;
    }

    /** Compiles the main part of a Maven project into a folder and returns the folder. */
    public static Path compileProject(Path project, Path target, Path... libraries) throws IOException {
        Path resources = project.resolve("src/main/resources");
        copy(resources, resources, target);
        javac(project.resolve("src/main/java"), target, libraries);
        return target;
    }

    private static void copy(Path from, Path root, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path to = target.resolve(root.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
    }

    private static void javac(Path sources, Path target, Path... libraries) throws IOException {
        List<String> arguments = new java.util.ArrayList<>(List.of("-proc:none", "-nowarn", "-d", target.toString(), "-g", "-cp",
                Stream.concat(Stream.of(libraries).map(Path::toString), Stream.of(System.getProperty("java.class.path")))
                        .collect(Collectors.joining(File.pathSeparator))));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(it -> it.endsWith(".java")).forEach(arguments::add);
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(code).as("javac").isZero();
    }

    /** The registry of a host that has a plugin folder on its class path. */
    public static PluginRegistry registry(Path folder) {
        try {
            URL[] path = {folder.toUri().toURL()};
            return PluginRegistry.load(new URLClassLoader(path, TestPlugins.class.getClassLoader()));
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path resource(String name) {
        try {
            URI uri = TestPlugins.class.getClassLoader().getResource(name).toURI();
            return Path.of(uri);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
