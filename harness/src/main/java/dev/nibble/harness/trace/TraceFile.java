package dev.nibble.harness.trace;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where one process appends its traces: one JSON line each, on disk before {@link #append} returns. Each process has a
 * file of its own, so that shards may share a folder, and {@code cat} merges them.
 */
public final class TraceFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private TraceFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens this process's file in a folder, which is created where missing.
     *
     * @param folder usually {@code runs/NAME/traces}
     */
    public static TraceFile open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path path = folder.resolve(hostName() + "-" + ProcessHandle.current().pid() + ".jsonl");
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        endTornLine(channel);
        return new TraceFile(path, channel);
    }

    public Path path() {
        return path;
    }

    /** Appends one line and waits until the disk has it. */
    public synchronized void append(Trace trace) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((Json.line(trace) + "\n").getBytes(StandardCharsets.UTF_8));
        long start = channel.position();
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        } catch (IOException e) {
            // A full disk: what was written of the line must not spoil the lines before it.
            channel.truncate(start);
            throw new IOException("cannot append to " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** A process with this one's id may have died in mid-line long ago; its half line must not swallow our first. */
    private static void endTornLine(FileChannel channel) throws IOException {
        long size = channel.size();
        channel.position(size);
        if (size > 0) {
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.read(last, size - 1);
            if (last.get(0) != '\n') {
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    private static String hostName() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (IOException _) {
            // A machine without a resolvable name; the JVM's own name is as good.
            name = ManagementFactory.getRuntimeMXBean().getName().replaceFirst(".*@", "");
        }
        return name.replaceAll("[^A-Za-z0-9.-]", "_");
    }
}
