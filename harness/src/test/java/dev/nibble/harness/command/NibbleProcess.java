package dev.nibble.harness.command;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.harness.Nibble;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The nibble command in a JVM of its own, as users start it, with a plugin folder on its class path. */
record NibbleProcess(Path folder, Path plugin) {
    /** How a command ended. */
    record Ended(int code, String out, String err) {}

    Process start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /** Under a shell that lets no process write a file beyond so many blocks of 512 or 1024 bytes, as a full disk would. */
    Ended runWithFilesOfAtMost(int blocks, String... arguments) throws IOException, InterruptedException {
        return await(start(List.of("sh", "-c", "ulimit -f " + blocks + "; exec \"$@\"", "sh"), arguments), arguments);
    }

    private Process start(List<String> before, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + plugin,
                Nibble.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.redirectOutput(folder.resolve("out").toFile()).redirectError(folder.resolve("err").toFile());
        return builder.start();
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        return await(start(arguments), arguments);
    }

    Ended await(Process process, String... arguments) throws IOException, InterruptedException {
        if (!process.waitFor(300, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("nibble did not end: " + String.join(" ", arguments));
        }
        return new Ended(process.exitValue(), read("out"), read("err"));
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
    }

    /** Shells start background jobs with SIGINT ignored, and children inherit that: nothing can interrupt them. */
    static void assumeInterruptible() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            String ignored = Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:")).findFirst()
                    .map(line -> line.substring(7).strip()).orElse("0");
            assumeTrue((Long.parseUnsignedLong(ignored, 16) & 2) == 0,
                    "the tests were started with SIGINT ignored, as background jobs are");
        }
    }
}
