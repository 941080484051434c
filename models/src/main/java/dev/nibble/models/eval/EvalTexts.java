package dev.nibble.models.eval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Texts to measure models on: one a line; lines that begin with {@code #} are comments. */
public final class EvalTexts {
    private static final String ADDRESSES = "addresses.txt";
    private static final String EARLIER_ADDRESSES = "addresses-1801-1900.txt";

    private EvalTexts() {}

    /** 100 sentences from State of the Union addresses of 1901 to 2000. */
    public static List<String> addresses() {
        return resource(ADDRESSES);
    }

    /** 400 sentences from State of the Union addresses of 1801 to 1900: to calibrate on, none is among {@link #addresses}. */
    public static List<String> earlierAddresses() {
        return resource(EARLIER_ADDRESSES);
    }

    private static List<String> resource(String name) {
        try (InputStream in = EvalTexts.class.getResourceAsStream(name);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return texts(reader.lines());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the texts of " + name, e);
        }
    }

    /**
     * The texts of a UTF-8 file, as many as it has.
     *
     * @throws IllegalArgumentException if the file cannot be read, or has none
     */
    public static List<String> read(Path file) {
        List<String> texts;
        try (Stream<String> lines = Files.lines(file)) {
            texts = texts(lines);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("the texts in " + file + " cannot be read: there is no such file", e);
        } catch (IOException | UncheckedIOException e) {
            boolean binary = e instanceof UncheckedIOException unchecked && unchecked.getCause() instanceof CharacterCodingException;
            throw new IllegalArgumentException("the texts in " + file + " cannot be read: "
                    + (binary ? "it is no text in UTF-8" : e.getMessage()), e);
        }
        if (texts.isEmpty()) {
            throw new IllegalArgumentException(file + " has no text; it takes one a line, lines with # are comments");
        }
        return texts;
    }

    /**
     * The texts of a UTF-8 file, to measure fidelity on.
     *
     * @throws IllegalArgumentException if the file cannot be read, or has fewer than 3 texts
     */
    public static List<String> of(Path file) {
        List<String> texts = read(file);
        if (texts.size() < 3) {
            throw new IllegalArgumentException(file + " has " + texts.size() + " texts; fidelity takes at least 3, one a line");
        }
        return texts;
    }

    private static List<String> texts(Stream<String> lines) {
        return lines.map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
    }
}
