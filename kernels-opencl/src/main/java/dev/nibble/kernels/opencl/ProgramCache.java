package dev.nibble.kernels.opencl;

import dev.nibble.api.plugin.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Built programs on disk, one file each: a mark, the SHA-256 of the driver's binary, the binary. A file that is not so is
 * as good as none. Nothing here fails a run: what cannot be kept is built again next time, with a word in the log.
 *
 * @param folder made when first written to
 */
record ProgramCache(Path folder) {
    private static final byte[] MARK = "nibble:opencl:1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST = 32;
    /** Far above any program, far below what would not fit into memory. */
    private static final long LARGEST = 256L << 20;
    private static final System.Logger LOG = System.getLogger(ProgramCache.class.getName());

    /** The key of a program: everything that decides what the driver makes of it. */
    static String key(String fingerprint, String options, String text) {
        return Sha256.of(fingerprint + "\0" + options + "\0" + text);
    }

    /** The binary under that key; empty if there is none or it is damaged. */
    Optional<byte[]> read(String key) {
        Path file = file(key);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            int start = MARK.length + DIGEST;
            if (bytes.length <= start || !Arrays.equals(MARK, 0, MARK.length, bytes, 0, MARK.length)) {
                return Optional.empty();
            }
            byte[] binary = Arrays.copyOfRange(bytes, start, bytes.length);
            return Arrays.equals(Sha256.start().digest(binary), 0, DIGEST, bytes, MARK.length, start) ? Optional.of(binary) : Optional.empty();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a built program could not be read from " + file + " and is built again", e);
            return Optional.empty();
        }
    }

    /** Keeps a binary; replaces one that is there. */
    void write(String key, byte[] binary) {
        Path file = file(key);
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, key.substring(0, 12), ".tmp");
            ByteBuffer bytes = ByteBuffer.allocate(MARK.length + DIGEST + binary.length);
            bytes.put(MARK).put(Sha256.start().digest(binary)).put(binary);
            Files.write(temporary, bytes.array());
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a built program could not be kept in " + file, e);
        }
    }

    private Path file(String key) {
        return folder.resolve(key + ".clbin");
    }
}
