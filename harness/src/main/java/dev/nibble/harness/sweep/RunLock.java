package dev.nibble.harness.sweep;

import dev.nibble.harness.MissingEnvironmentException;
import dev.nibble.harness.UsageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps two processes from running the same cells into one run folder. The whole of a run is a lock on a whole file, and
 * a shard is one on a byte of it, so that different shards go together and everything else does not. The system frees it
 * when the process ends, however it ends.
 */
public final class RunLock implements AutoCloseable {
    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a run, whose folder is created where missing.
     *
     * @throws UsageException if another process has it
     * @throws MissingEnvironmentException if the folder cannot be written to
     */
    public static RunLock take(RunFolder run, Shard shard) throws IOException {
        FileChannel channel = open(run.path());
        boolean taken = false;
        try {
            taken = lock(channel, shard);
            if (!taken) {
                throw new UsageException("another nibble is at work on run " + run.path()
                        + (shard.equals(Shard.WHOLE) ? "" : ", shard " + shard.index() + "/" + shard.count())
                        + "; wait for it, or give this one another name with --run");
            }
            return new RunLock(channel);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static FileChannel open(Path folder) {
        try {
            Files.createDirectories(folder);
            return FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new MissingEnvironmentException("the run folder " + folder + " cannot be written to ("
                    + e.getClass().getSimpleName() + "); --runs takes another place", e);
        }
    }

    private static boolean lock(FileChannel channel, Shard shard) throws IOException {
        boolean whole = shard.equals(Shard.WHOLE);
        try {
            FileLock lock = whole ? channel.tryLock() : channel.tryLock(shard.index(), 1, false);
            return lock != null;
        } catch (OverlappingFileLockException _) {
            // Another command in this very JVM has it.
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
