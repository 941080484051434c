package dev.nibble.models.file;

import java.nio.file.Path;

/** A file with tensors cannot be read or written. The message names the file, the tensor where there is one, and why. */
public final class TensorFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param reason what is wrong, and what to do about it */
    public TensorFileException(Path file, String reason) {
        super(file + ": " + reason);
    }

    /** @param reason what is wrong, and what to do about it */
    public TensorFileException(Path file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
    }

    /** @param message the whole message, where no file is at hand */
    public TensorFileException(String message) {
        super(message);
    }

    /** What is wrong with one tensor of a file. */
    public static TensorFileException ofTensor(Path file, String tensor, String reason) {
        return new TensorFileException(file, "tensor '" + tensor + "' " + reason);
    }
}
