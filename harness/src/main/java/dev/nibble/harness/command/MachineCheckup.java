package dev.nibble.harness.command;

import dev.nibble.api.plugin.CacheFolder;
import dev.nibble.harness.command.DoctorCommand.Finding;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code doctor} finds about Java, memory and folders. */
final class MachineCheckup {
    private static final int JAVA = 25;
    private static final long GIB = 1L << 30;
    private static final String VECTOR = "jdk.incubator.vector";

    private MachineCheckup() {}

    static List<Finding> findings() {
        return List.of(java(), vectorModule(), memory(), cores(), home(), cache(CacheFolder.path()));
    }

    private static Finding java() {
        int feature = Runtime.version().feature();
        String found = System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + " of "
                + System.getProperty("java.vendor") + " in " + System.getProperty("java.home");
        return feature >= JAVA
                ? Finding.ok("java", found)
                : Finding.fail("java", found, "install a JDK " + JAVA + " and set JAVA_HOME to it");
    }

    private static Finding vectorModule() {
        return ModuleFinder.ofSystem().find(VECTOR).isPresent()
                ? Finding.ok("vector module", VECTOR + " is in this JDK; workers start with it")
                : Finding.warn("vector module", "this Java has no " + VECTOR + ": fast CPU kernels cannot run",
                        "use a full JDK, not a reduced run-time image");
    }

    private static Finding memory() {
        long heap = Runtime.getRuntime().maxMemory();
        long physical = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : heap;
        String found = Amounts.bytes(physical) + " in this machine, heap up to " + Amounts.bytes(heap);
        return physical >= 2 * GIB
                ? Finding.ok("memory", found)
                : Finding.warn("memory", found, "the demo needs about 2 GiB; close other programs or use a larger machine");
    }

    private static Finding cores() {
        return Finding.ok("cores", Amounts.count(Runtime.getRuntime().availableProcessors(), "core") + ", "
                + System.getProperty("os.arch") + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    private static Finding home() {
        String home = System.getProperty("nibble.home");
        return home == null
                ? Finding.ok("nibble home", "not started by the nibble script; class path "
                        + Amounts.count(System.getProperty("java.class.path").split(java.io.File.pathSeparator).length, "entry")
                                .replace("entrys", "entries"))
                : Finding.ok("nibble home", home);
    }

    /** The folder must take a file, and have room for models and contracts. */
    static Finding cache(Path folder) {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, "doctor", ".tmp");
            Files.delete(probe);
            long free = Files.getFileStore(folder).getUsableSpace();
            String found = folder + " can be written, " + Amounts.bytes(free) + " free";
            return free >= GIB / 2
                    ? Finding.ok("cache folder", found)
                    : Finding.warn("cache folder", found, "make room, or set XDG_CACHE_HOME to a folder with more");
        } catch (IOException e) {
            return Finding.fail("cache folder", folder + " cannot be written: " + e.getClass().getSimpleName() + " "
                    + e.getMessage(), "make it writable, or set XDG_CACHE_HOME to a folder that is");
        }
    }
}
