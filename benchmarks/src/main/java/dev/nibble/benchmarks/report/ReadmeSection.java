package dev.nibble.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The part of a text file between two marks. */
public final class ReadmeSection {
    static final String BEGIN = "<!-- table: begin -->";
    static final String END = "<!-- table: end -->";

    private ReadmeSection() {}

    /**
     * Replaces what is between the marks; the file is replaced as a whole or not at all.
     *
     * @throws IOException if the file cannot be read or written, or lacks a mark
     */
    public static void replace(Path file, String content) throws IOException {
        String text = Files.readString(file);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(file + " lacks the lines '" + BEGIN + "' and '" + END + "', between which the table goes");
        }
        Path next = Files.createTempFile(file.toAbsolutePath().getParent(), "readme", ".tmp");
        try {
            Files.writeString(next,
                    text.substring(0, begin + BEGIN.length()) + "\n" + content.strip() + "\n" + text.substring(end));
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
