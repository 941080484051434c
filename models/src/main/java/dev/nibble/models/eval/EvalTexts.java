package dev.nibble.models.eval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Texts to measure models on: one a line; lines that begin with {@code #} are comments. */
public final class EvalTexts {
    private static final String ADDRESSES = "addresses.txt";

    private EvalTexts() {}

    /** 100 sentences from State of the Union addresses of 1901 to 2000. */
    public static List<String> addresses() {
        try (InputStream in = EvalTexts.class.getResourceAsStream(ADDRESSES);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return texts(reader.lines());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the evaluation texts", e);
        }
    }

    /**
     * The texts of a UTF-8 file.
     *
     * @throws IllegalArgumentException if the file cannot be read, or has fewer than 3 texts
     */
    public static List<String> of(Path file) {
        List<String> texts;
        try (Stream<String> lines = Files.lines(file)) {
            texts = texts(lines);
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("the texts in " + file + " cannot be read: " + e.getMessage(), e);
        }
        if (texts.size() < 3) {
            throw new IllegalArgumentException(file + " has " + texts.size() + " texts; fidelity takes at least 3, one a line");
        }
        return texts;
    }

    private static List<String> texts(Stream<String> lines) {
        return lines.map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
    }
}
