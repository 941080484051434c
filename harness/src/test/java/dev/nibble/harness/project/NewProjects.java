package dev.nibble.harness.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Projects of {@code new-plugin}, built by javac as Maven would build them. */
public final class NewProjects {
    private NewProjects() {}

    /**
     * Compiles a project.
     *
     * @param classes receives the plugin, for a class path
     * @param tests receives its tests
     */
    public static void build(Path project, Path classes, Path tests) throws IOException {
        String classPath = System.getProperty("java.class.path");
        compile(project.resolve("src/main/java"), classes, classPath);
        compile(project.resolve("src/test/java"), tests, classes + File.pathSeparator + classPath);
        Path resources = project.resolve("src/main/resources");
        for (Path file : files(resources, "")) {
            Path copy = classes.resolve(resources.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
    }

    private static void compile(Path sources, Path target, String classPath) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--release", "25", "-Xlint:all", "-Werror", "-proc:none", "-d",
                target.toString(), "-cp", classPath));
        files(sources, ".java").forEach(file -> arguments.add(file.toString()));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .as("javac of %s", sources).isZero();
    }

    /** All files whose names end so, in order. */
    static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }
}
