package dev.nibble.models.file;

import dev.nibble.api.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An open file with named tensors. Opening it reads names, types and shapes and checks all sizes; the data stays in the
 * mapped file. Many threads may read at once.
 */
public interface TensorFile extends AutoCloseable {
    /** The file, for messages. */
    Path path();

    /** All tensors in the order of the file. */
    List<String> names();

    /** @throws TensorFileException if the file has no such tensor; the message names similar ones */
    TensorInfo info(String name);

    /**
     * The data, read-only: a view of the mapped file, or a copy where the file stores it in another form. Views must not
     * be used after {@link #close()}.
     *
     * @throws TensorFileException if the file has no such tensor
     */
    Tensor tensor(String name);

    /** Text that the file carries beside its tensors. */
    Map<String, String> metadata();

    /** Further names by which the model knows tensors of this file: alias to tensor. Tied weights are found here. */
    default Map<String, String> aliases() {
        return Map.of();
    }

    /** @throws TensorFileException if the file has no such tensor */
    default Use use(String name) {
        info(name);
        return Use.UNKNOWN;
    }

    @Override
    void close();

    /**
     * Opens a file as what its content says it is, whatever its name.
     *
     * @throws TensorFileException if it cannot be read, is damaged or is of no known kind
     */
    static TensorFile of(Path file) {
        return FileKind.open(file);
    }
}
