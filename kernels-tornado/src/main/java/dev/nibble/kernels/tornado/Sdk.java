package dev.nibble.kernels.tornado;

import dev.nibble.api.plugin.Support;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An installed TornadoVM.
 *
 * @param home its folder
 */
record Sdk(Path home) {
    /** What the kernels here are written and proven for. Others miscompile other things. */
    static final String VERSION = "5.2.0-jdk25";

    static final String ADVICE = "install TornadoVM " + VERSION + " with the OpenCL backend ('sdk install tornadovm"
            + " 5.2.0-jdk25-opencl', or its archive) and let TORNADOVM_HOME name its folder";

    /** By name, because its class can only be loaded where TornadoVM is. */
    private static final String ANNOTATIONS = "dev.nibble.kernels.tornado.LoaderAwareAnnotations";

    /**
     * All that the OpenCL backend needs. The SDK's folder has more, such as an old JMH, which would come before what is on
     * the class path.
     */
    private static final List<String> JARS = List.of("tornado-api", "tornado-runtime", "tornado-annotation",
            "tornado-drivers-common", "tornado-drivers-opencl", "asm", "collections", "commons-math3", "snmp4j", "nativeimage",
            "word", "polyglot");

    /** The one that {@code TORNADOVM_HOME} names, or else the current one of SDKMAN; empty if there is none. */
    static Optional<Sdk> find() {
        return find(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static Optional<Sdk> find(Map<String, String> environment, Path userHome) {
        String named = environment.getOrDefault("TORNADOVM_HOME", "");
        String candidates = environment.getOrDefault("SDKMAN_CANDIDATES_DIR", "");
        Path installed = candidates.isBlank() ? userHome.resolve(".sdkman").resolve("candidates") : Path.of(candidates);
        Path home = named.isBlank() ? installed.resolve("tornadovm").resolve("current") : Path.of(named);
        // A name that was given and is wrong shall be seen.
        return named.isBlank() && !Files.isDirectory(home) ? Optional.empty() : Optional.of(new Sdk(home));
    }

    /** Version of its API's jar; empty if there is none. */
    Optional<String> version() {
        String prefix = "tornado-api-";
        return jar("tornado-api").map(jar -> jar.getFileName().toString())
                .map(name -> name.substring(prefix.length(), name.length() - ".jar".length()));
    }

    /** @throws IllegalStateException if there is no jar of that name */
    Path requiredJar(String name) {
        return jar(name).orElseThrow(() -> new IllegalStateException("the TornadoVM in " + home + " " + problem()));
    }

    /** Whether an SDK is there, is of the version that is known, and is whole. */
    static Support support(Optional<Sdk> sdk) {
        String problem = sdk.map(Sdk::problem).orElse("none");
        return Support.yes().require("TornadoVM SDK", ADVICE,
                sdk.map(it -> it.home() + (problem.isEmpty() ? "" : ": " + problem)).orElse(problem), problem.isEmpty());
    }

    /** What is missing, in words; empty if nothing is. */
    String problem() {
        if (!version().orElse("").equals(VERSION)) {
            return version().map(found -> "it is version " + found).orElse("it has no tornado-api jar");
        }
        List<String> missing = JARS.stream().filter(name -> jar(name).isEmpty()).toList();
        if (!missing.isEmpty()) {
            return "it lacks the jars " + String.join(", ", missing);
        }
        return exportLists().stream().filter(list -> !Files.isReadable(list)).findFirst()
                .map(list -> "it lacks " + list).orElse("");
    }

    /**
     * Arguments of a JVM in which TornadoVM runs on OpenCL and never falls back to Java.
     *
     * @throws UncheckedIOException if the SDK's list of exports cannot be read
     */
    List<String> jvmArguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "-XX:+UnlockExperimentalVMOptions", "-XX:+EnableJVMCI", "--enable-preview",
                "-Djava.library.path=" + home.resolve("lib"),
                "-Dtornado.load.api.implementation=uk.ac.manchester.tornado.runtime.tasks.TornadoTaskGraph",
                "-Dtornado.load.runtime.implementation=uk.ac.manchester.tornado.runtime.TornadoCoreRuntime",
                "-Dtornado.load.tornado.implementation=uk.ac.manchester.tornado.runtime.common.Tornado",
                // TornadoVM's own reader of class files knows the system class loader only.
                "-Dtornado.load.annotation.implementation=" + ANNOTATIONS,
                "--add-exports=jdk.internal.vm.ci/jdk.vm.ci.meta=ALL-UNNAMED",
                "--add-exports=jdk.internal.vm.ci/jdk.vm.ci.hotspot=ALL-UNNAMED",
                "-Dtornado.load.annotation.parallel=uk.ac.manchester.tornado.api.annotations.Parallel",
                // A method that cannot be compiled must fail, not be run as Java.
                "-Dtornado.recover.bailout=False",
                // The default is fast relaxed math, under which no error bound holds.
                "-Dtornado.opencl.compiler.flags=-cl-std=CL1.2",
                "--module-path=" + JARS.stream().flatMap(name -> jar(name).stream()).map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                "--upgrade-module-path=" + java().resolve("graalJars"),
                "--add-modules=ALL-SYSTEM,tornado.runtime,tornado.annotation,tornado.drivers.common,tornado.drivers.opencl",
                "--enable-native-access=tornado.drivers.opencl"));
        exportLists().forEach(list -> arguments.addAll(exports(list)));
        return List.copyOf(arguments);
    }

    private List<Path> exportLists() {
        Path lists = home.resolve("etc").resolve("exportLists");
        return List.of(lists.resolve("common-exports"), lists.resolve("opencl-exports"));
    }

    private static List<String> exports(Path list) {
        try (Stream<String> lines = Files.lines(list)) {
            return lines.map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> line.replaceFirst("\\s+", "=")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("TornadoVM lacks or does not give " + list, e);
        }
    }

    private Path java() {
        return home.resolve("share").resolve("java");
    }

    private Optional<Path> jar(String name) {
        try (Stream<Path> files = Files.list(java().resolve("tornado"))) {
            return files.filter(file -> file.getFileName().toString().matches(name + "-[0-9].*\\.jar")).sorted().findFirst();
        } catch (IOException e) {
            return Optional.empty(); // a folder that is not there has no jar; problem() says which are missing
        }
    }
}
