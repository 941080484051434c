package dev.nibble.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The Maven that runs these tests, run once more without a network, with Nibble's modules as if they were installed. */
final class OfflineMaven {
    private static final List<String> MODULES = List.of("api", "runtime", "conformance", "kernels-jvm");

    private OfflineMaven() {}

    /**
     * Packages the projects in the folders under one folder. Skips the test where that cannot be.
     *
     * @param projects has a folder for each project, and nothing else
     */
    static void packageAll(Path projects) throws IOException, InterruptedException {
        String home = System.getProperty("nibble.maven.home");
        assumeTrue(home != null && Files.isExecutable(Path.of(home, "bin/mvn")),
                "these tests run Maven, which they learn from Maven only: ./mvnw -pl bundles -am verify");
        Path repository = projects.resolveSibling("repository");
        install(repository);
        Files.writeString(projects.resolve("pom.xml"), aggregator(projects));
        Path log = projects.resolveSibling("maven.log");
        ProcessBuilder builder = new ProcessBuilder(Path.of(home, "bin/mvn").toString(), "-o", "-B", "-Dstyle.color=never",
                "-Dmaven.repo.local=" + repository, "-Dmaven.repo.local.tail=" + System.getProperty("nibble.maven.repository"),
                "package").directory(projects.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process maven = builder.start();
        try {
            assertThat(maven.waitFor(10, TimeUnit.MINUTES)).as("Maven ends").isTrue();
        } finally {
            maven.destroyForcibly();
        }
        String said = Files.readString(log);
        assumeFalse(said.contains("offline") && said.contains("ould not be resolved") || said.contains("in offline mode"),
                "Maven lacks something that it may not fetch in a test:\n" + said.lines().filter(line -> line.contains("offline"))
                        .findFirst().orElse(""));
        assertThat(maven.exitValue()).as(said).isZero();
    }

    /** Puts the modules into a repository, as 'mvn install' would. */
    private static void install(Path repository) throws IOException {
        Path root = Path.of("..").toRealPath();
        String pom = Files.readString(root.resolve("pom.xml"));
        String version = pom.substring(pom.indexOf("<version>") + "<version>".length(), pom.indexOf("</version>"));
        put(repository, "nibble-parent", version, root.resolve("pom.xml"), null);
        for (String module : MODULES) {
            Path jar = root.resolve(module).resolve("target/nibble-" + module + "-" + version + ".jar");
            assumeTrue(Files.exists(jar), jar + " is not built; build the modules that this one needs too: ./mvnw -am verify");
            put(repository, "nibble-" + module, version, root.resolve(module).resolve("pom.xml"), jar);
        }
    }

    private static void put(Path repository, String artifact, String version, Path pom, Path jar) throws IOException {
        Path folder = Files.createDirectories(repository.resolve("dev/nibble").resolve(artifact).resolve(version));
        Files.copy(pom, folder.resolve(artifact + "-" + version + ".pom"));
        if (jar != null) {
            Files.copy(jar, folder.resolve(artifact + "-" + version + ".jar"));
        }
    }

    private static String aggregator(Path projects) throws IOException {
        StringBuilder modules = new StringBuilder();
        try (Stream<Path> folders = Files.list(projects)) {
            folders.sorted().forEach(folder -> modules.append("<module>").append(folder.getFileName()).append("</module>"));
        }
        return "<project><modelVersion>4.0.0</modelVersion><groupId>test</groupId><artifactId>all</artifactId>"
                + "<version>1</version><packaging>pom</packaging><modules>" + modules + "</modules></project>";
    }
}
