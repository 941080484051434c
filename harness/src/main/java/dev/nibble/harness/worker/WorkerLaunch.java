package dev.nibble.harness.worker;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How workers are started.
 *
 * @param java the java executable
 * @param classPath flat class path, plugins included
 * @param jvmArguments for every worker; those that a device's runtime needs come on top
 * @param logs folder for what workers print
 */
public record WorkerLaunch(Path java, String classPath, List<String> jvmArguments, Path logs) {
    private static final long MB = 1 << 20;

    public WorkerLaunch {
        jvmArguments = List.copyOf(jvmArguments);
    }

    /** Workers with this JVM's Java and class path. */
    public static WorkerLaunch likeThis(Path logs) {
        return new WorkerLaunch(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                List.of("-Xmx" + heapBytes() / MB + "m"),
                logs);
    }

    /** The same with another entry at the end of the class path. */
    public WorkerLaunch withPlugin(Path jarOrFolder) {
        return new WorkerLaunch(java, classPath + File.pathSeparator + jarOrFolder, jvmArguments, logs);
    }

    /** The command line of a worker. */
    List<String> command(WorkerKind kind, int port) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(jvmArguments);
        command.addAll(kind.arguments());
        command.add("--enable-native-access=ALL-UNNAMED");
        // JMH measures object sizes with it; without this each log would begin with warnings.
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-XX:ErrorFile=" + logs.toAbsolutePath().resolve("hs_err_%p.log"));
        // Workers of different runs may well run side by side on one machine; who shares a device decides its user.
        command.add("-Djmh.ignoreLock=true");
        String home = System.getProperty("nibble.home");
        if (home != null) {
            command.add("-Dnibble.home=" + home);
        }
        StringBuilder path = new StringBuilder(classPath);
        kind.plugins().forEach(entry -> path.append(File.pathSeparator).append(entry));
        command.addAll(List.of("-cp", path.toString(), WorkerMain.class.getName(), Integer.toString(port)));
        return command;
    }

    /** A quarter of the memory, as the JVM would take, but never so little that a model does not fit, nor a waste. */
    private static long heapBytes() {
        long physical = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : 4096 * MB;
        return Math.clamp(physical / 4, Math.min(512 * MB, physical / 2), 4096 * MB);
    }
}
