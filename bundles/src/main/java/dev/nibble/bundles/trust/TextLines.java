package dev.nibble.bundles.trust;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small text files of one entry a line, with comments behind {@code #}. */
final class TextLines {
    private static final long MAX_BYTES = 1 << 20;

    private TextLines() {}

    /**
     * A line that says something.
     *
     * @param number from 1
     * @param words at least one
     */
    record Line(int number, List<String> words) {}

    /** All lines; none if there is no file. */
    static List<Line> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " has more than " + MAX_BYTES + " bytes");
        }
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : text(file)) {
            number++;
            String said = text.split("#", 2)[0].strip();
            if (!said.isEmpty()) {
                lines.add(new Line(number, List.of(said.split("\\s+"))));
            }
        }
        return lines;
    }

    private static List<String> text(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is no text in UTF-8", e);
        }
    }
}
