package dev.nibble.kernels.tornado;

import dev.nibble.api.plugin.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/** Hundreds of arguments in a file that the java launcher reads, so that commands and reports stay readable. */
final class ArgumentFile {
    private static final int NAME_DIGITS = 12;

    private ArgumentFile() {}

    /** One argument that stands for all of them; the arguments themselves if the folder cannot be written to. */
    static List<String> of(List<String> arguments, Path folder) {
        String text = arguments.stream().map(ArgumentFile::quoted).collect(Collectors.joining("\n", "", "\n"));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("jvm-arguments-" + Sha256.of(bytes).substring(0, NAME_DIGITS));
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(folder);
                Path unfinished = Files.createTempFile(folder, "jvm-arguments", ".tmp");
                Files.write(unfinished, bytes);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return List.of("@" + file.toAbsolutePath());
        } catch (IOException e) {
            return arguments; // long, and as right
        }
    }

    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
