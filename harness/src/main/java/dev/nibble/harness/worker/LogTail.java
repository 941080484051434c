package dev.nibble.harness.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The end of a worker's log. */
final class LogTail {
    private static final int LIMIT = 4000;

    private LogTail() {}

    /** The log's size now: what is printed from here on belongs to the next cell. */
    static long size(Path log) {
        try {
            return Files.size(log);
        } catch (IOException _) {
            // Not there yet: all of it will be new.
            return 0;
        }
    }

    /** The last 4,000 bytes of what was printed since the log had a size. */
    static String since(Path log, long start) {
        try (FileChannel channel = FileChannel.open(log)) {
            long from = Math.max(start, channel.size() - LIMIT);
            ByteBuffer bytes = ByteBuffer.allocate(Math.clamp(channel.size() - from, 0, LIMIT));
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
                // Reads on until the buffer is full or the file ends.
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "(the worker's log cannot be read: " + e.getMessage() + ")";
        }
    }
}
