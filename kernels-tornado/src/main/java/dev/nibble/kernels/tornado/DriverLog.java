package dev.nibble.kernels.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What libraries print to this process's own output and error streams, where those are files, as they are in a worker.
 * TornadoVM's library for OpenCL prints errors of launches and copies there, and throws nothing.
 */
final class DriverLog implements AutoCloseable {
    private static final Pattern ERROR = Pattern.compile(
            "(?m)^.*(\\[TornadoVM-OCL-JNI\\] ERROR|\\[Bailout\\]|Build Error Log|Code Bailout).*$");
    private static final int LONGEST = 1 << 20;

    private final List<Stream> streams = new ArrayList<>();

    private static final class Stream {
        final FileChannel file;
        long read;

        Stream(FileChannel file) {
            this.file = file;
        }
    }

    /** @param files that hold what was printed */
    DriverLog(List<Path> files) {
        try {
            for (Path file : files) {
                streams.add(new Stream(FileChannel.open(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the log of this process cannot be read", e);
        }
    }

    /** Of this process; empty where its streams are no files, or the system does not tell. */
    static DriverLog ofThisProcess() {
        List<Path> files = new ArrayList<>();
        for (String descriptor : List.of("/proc/self/fd/1", "/proc/self/fd/2")) {
            try {
                Path file = Path.of(descriptor).toRealPath();
                if (Files.isRegularFile(file) && !files.contains(file)) {
                    files.add(file);
                }
            } catch (IOException e) {
                // A pipe or a terminal has no path; nothing can be read back from it.
                continue;
            }
        }
        return new DriverLog(files);
    }

    /** Forgets what was printed before. */
    void mark() {
        try {
            for (Stream stream : streams) {
                stream.read = stream.file.size();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the log of this process cannot be read", e);
        }
    }

    /** The first error that was printed since, with the lines after it. */
    Optional<String> errors() {
        try {
            for (Stream stream : streams) {
                long size = stream.file.size();
                if (size > stream.read) {
                    Optional<String> error = error(stream.file, stream.read, size);
                    if (error.isPresent()) {
                        return error;
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the log of this process cannot be read", e);
        }
    }

    private static Optional<String> error(FileChannel file, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(LONGEST, to - from));
        file.read(bytes, from);
        Matcher matcher = ERROR.matcher(StandardCharsets.UTF_8.decode(bytes.flip()));
        return matcher.find() ? Optional.of(matcher.group().strip()) : Optional.empty();
    }

    @Override
    public void close() {
        try {
            for (Stream stream : streams) {
                stream.file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the log of this process cannot be closed", e);
        }
    }
}
