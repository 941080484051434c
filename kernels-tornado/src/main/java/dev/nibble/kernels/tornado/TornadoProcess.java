package dev.nibble.kernels.tornado;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * JVMs with TornadoVM, each for one task.
 *
 * @param sdk to use
 */
record TornadoProcess(Sdk sdk) {
    private static final int TAIL = 20;

    /**
     * Runs a class of this jar until it ends.
     *
     * @param log receives what it prints
     * @throws IllegalStateException if it fails or takes longer; the message has the end of what it printed
     */
    void run(Class<?> main, List<String> jvmArguments, List<String> arguments, Path log, Duration limit) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(sdk.jvmArguments());
        command.addAll(jvmArguments);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("TORNADOVM_HOME", sdk.home().toString());
        Process process = builder.start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("TornadoVM was not done with " + main.getSimpleName() + " within "
                        + limit.toSeconds() + " s: " + tail(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(main.getSimpleName() + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("TornadoVM failed in " + main.getSimpleName() + " with exit code "
                    + process.exitValue() + ": " + tail(log));
        }
    }

    /** The end of a log. */
    static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }
}
