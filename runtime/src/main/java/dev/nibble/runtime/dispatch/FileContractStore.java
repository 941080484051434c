package dev.nibble.runtime.dispatch;

import dev.nibble.api.plugin.Sha256;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Keeps each contract as a properties file of its own, so that several processes may share the folder: files appear
 * whole or not at all. A file that cannot be read counts as absent, with a warning in the log.
 */
public final class FileContractStore implements ContractStore {
    private static final System.Logger LOG = System.getLogger(FileContractStore.class.getName());
    /** No contract comes near; what is larger is not one. */
    private static final long MAX_BYTES = 1 << 20;

    private final Path folder;

    /** @param folder made when the first contract is saved */
    public FileContractStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<Contract> find(ContractKey key) {
        Path file = file(key);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("it has " + Files.size(file) + " bytes");
            }
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            Contract contract = ContractProperties.read(properties);
            return contract.key().equals(key) ? Optional.of(contract) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "contract file " + file + " is ignored, the kernel will be proven again: " + e);
            return Optional.empty();
        }
    }

    /** @throws UncheckedIOException if the folder cannot be written to */
    @Override
    public void save(Contract contract) {
        Path file = file(contract.key());
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "contract", ".tmp");
            try {
                try (Writer writer = Files.newBufferedWriter(temporary)) {
                    ContractProperties.write(contract).store(writer, "Contract of a Nibble kernel");
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("contract " + contract.key().kernel() + " cannot be saved to " + file + ": " + e, e);
        }
    }

    private Path file(ContractKey key) {
        return folder.resolve(Sha256.of(key.toString()).substring(0, 32) + ".properties");
    }
}
