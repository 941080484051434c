package dev.nibble.kernels.opencl;

import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramException.Kind;
import dev.nibble.api.device.program.ProgramSource;
import dev.nibble.api.kernel.described.ExportedEntry;
import dev.nibble.api.kernel.described.VendorBinary;
import dev.nibble.api.plugin.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder with sources for offline compilers, as {@code nibble export-kernels --target fpga} writes it, and the binaries
 * that were made of them. Which binary belongs to which source and device is what the descriptions say.
 *
 * @param folder where the descriptions are
 * @param entries descriptions that name a binary
 */
record OfflineFolder(Path folder, List<ExportedEntry> entries) {
    /** Names the folder. */
    static final String VARIABLE = "NIBBLE_OPENCL_BINARIES";

    private static final OfflineFolder NONE = new OfflineFolder(Path.of(""), List.of());
    /** No description comes near. */
    private static final long LARGEST = 1 << 20;
    /** Bitstreams have some 100 MB. */
    private static final long LARGEST_BINARY = 1L << 30;

    /** No folder at all. */
    static OfflineFolder none() {
        return NONE;
    }

    /** @throws IllegalArgumentException if there is no such folder, or a description in it cannot be read; the message names it */
    static OfflineFolder read(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return new OfflineFolder(folder, files.filter(file -> file.toString().endsWith(".json")).sorted()
                    .map(OfflineFolder::entry).filter(entry -> !entry.binaries().isEmpty()).toList());
        } catch (IOException e) {
            throw new IllegalArgumentException("the folder " + folder + " cannot be read: " + e, e);
        }
    }

    private static ExportedEntry entry(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IllegalArgumentException("it has " + Files.size(file) + " bytes");
            }
            return ExportedEntry.parse(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("the description " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** SHA-256 of a device's binaries by that of their sources. */
    Map<String, String> of(String deviceName) {
        Map<String, String> found = new HashMap<>();
        entries.forEach(entry -> binary(entry, deviceName).ifPresent(it -> found.put(entry.sha256(), it.sha256())));
        return found;
    }

    /**
     * The binary that a device has of a source; empty if none is described.
     *
     * @throws ProgramException of kind BINARY if one is described and cannot be read
     */
    Optional<ProgramSource.Binary> of(String deviceName, ProgramSource.OpenClC source) {
        String digest = Sha256.of(source.text());
        return entries.stream().filter(entry -> entry.sha256().equals(digest))
                .flatMap(entry -> binary(entry, deviceName).stream()).findFirst()
                .map(it -> new ProgramSource.Binary(source.name() + " (" + it.file() + ")", bytes(it), it.sha256(), it.device(),
                        it.options(), source.needs()));
    }

    private static Optional<VendorBinary> binary(ExportedEntry entry, String deviceName) {
        return entry.binaries().stream().filter(it -> it.device().equals(deviceName)).findFirst();
    }

    private byte[] bytes(VendorBinary binary) {
        Path file = folder.resolve(binary.file());
        try {
            if (Files.size(file) > LARGEST_BINARY) {
                throw new ProgramException(Kind.BINARY, "the binary " + file + " for '" + binary.device() + "' has "
                        + Files.size(file) + " bytes, and may have " + LARGEST_BINARY + " at most");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ProgramException(Kind.BINARY, "the binary " + file + " for '" + binary.device() + "' cannot be read: " + e, e);
        }
    }
}
