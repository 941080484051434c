package dev.nibble.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No change of the SPI goes unseen: {@code api.txt} is its surface, and a change of it shows in review. */
class ApiSurfaceTest {
    private static final Path RECORDED = Path.of("api.txt");

    @Test
    void surfaceIsTheOneRecorded() throws IOException, URISyntaxException {
        Path classes = Path.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> now = ApiSurface.of(classes);
        assertThat(now).as("types found").hasSizeGreaterThan(100);
        if (Boolean.getBoolean("api.update")) {
            Files.write(RECORDED, now);
        }
        List<String> recorded = Files.readAllLines(RECORDED);
        assertThat(difference(recorded, now))
                .as("the SPI differs from api/api.txt (- recorded, + now). If that is meant, run the tests of module api"
                        + " with -Dapi.update=true and commit api.txt")
                .isEmpty();
    }

    /** A package without a version cannot be seen by plugins that are dropped in. */
    @Test
    void everyPackageHasAVersion() throws IOException {
        Path sources = Path.of("src/main/java/dev/nibble/api");
        try (Stream<Path> files = Files.walk(sources)) {
            List<Path> packages = files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> sources.relativize(file.getParent())).toList();
            assertThat(packages).hasSizeGreaterThan(8).allSatisfy(name ->
                    assertThat(Path.of("src/main/resources/dev/nibble/api").resolve(name).resolve("packageinfo"))
                            .content().startsWith("version "));
        }
    }

    /** Lines that only one of both has, each under the type it belongs to. */
    private static List<String> difference(List<String> recorded, List<String> now) {
        List<String> before = qualified(recorded);
        List<String> after = qualified(now);
        List<String> lines = new ArrayList<>();
        before.stream().filter(line -> !after.contains(line)).forEach(line -> lines.add("- " + line));
        after.stream().filter(line -> !before.contains(line)).forEach(line -> lines.add("+ " + line));
        return lines;
    }

    private static List<String> qualified(List<String> lines) {
        List<String> qualified = new ArrayList<>();
        String type = "";
        for (String line : lines) {
            type = line.startsWith(" ") || line.isEmpty() ? type : line;
            if (!line.isEmpty()) {
                qualified.add(line.startsWith(" ") ? type + ": " + line.strip() : line);
            }
        }
        return qualified;
    }
}
