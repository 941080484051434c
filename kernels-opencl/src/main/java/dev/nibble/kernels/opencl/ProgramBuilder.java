package dev.nibble.kernels.opencl;

import dev.nibble.api.device.Ability;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramException.Kind;
import dev.nibble.api.device.program.ProgramSource;
import dev.nibble.api.kernel.described.DescribedKernel;
import dev.nibble.api.plugin.Sha256;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Builds programs for one device, and keeps them until it is closed. */
final class ProgramBuilder {
    private static final int BUILD_LOG = 0x1183;
    /** Compilers repeat themselves. */
    private static final int LONGEST_LOG = 8000;

    private final OpenClDevice device;
    private final ProgramCalls calls;
    private final ProgramCache cache;
    private final OfflineFolder offline;
    private final Map<String, Long> built = new HashMap<>();

    ProgramBuilder(OpenClDevice device, ProgramCache cache, OfflineFolder offline) {
        this.device = device;
        this.calls = device.calls().programs();
        this.cache = cache;
        this.offline = offline;
    }

    /** Programs built and not released. */
    synchronized int count() {
        return built.size();
    }

    synchronized OpenClProgram build(ProgramSource source) {
        for (Ability need : source.needs()) {
            if (!device.info().abilities().contains(need)) {
                throw new ProgramException(Kind.LIMIT, "program '" + source.name() + "' needs " + need + ", and " + device
                        + " has only " + device.info().abilities());
            }
        }
        String key = switch (source) {
            case ProgramSource.OpenClC c -> ProgramCache.key(device.info().fingerprint(), c.options(), c.text());
            case ProgramSource.Binary binary -> "binary " + binary.options() + " " + Sha256.of(binary.bytes());
        };
        if (source instanceof ProgramSource.Binary binary) {
            requireRight(binary);
        }
        Long known = built.get(key);
        if (known == null) {
            known = switch (source) {
                case ProgramSource.OpenClC c -> fromCacheOrSource(c, key);
                case ProgramSource.Binary it -> fromBinary(it.name(), it.bytes(), it.options());
            };
            built.put(key, known);
        }
        return new OpenClProgram(device, source.name(), known);
    }

    private void requireRight(ProgramSource.Binary binary) {
        String digest = Sha256.of(binary.bytes());
        if (!digest.equalsIgnoreCase(binary.sha256())) {
            throw new ProgramException(Kind.BINARY, "the binary of program '" + binary.name() + "' for " + device + " has SHA-256 "
                    + digest + ", not " + binary.sha256() + " as announced: it is damaged, or another build");
        }
        if (!binary.deviceName().equals(device.info().name())) {
            throw new ProgramException(Kind.BINARY, "the binary of program '" + binary.name() + "' is for the device '"
                    + binary.deviceName() + "', not for " + device);
        }
    }

    private long fromCacheOrSource(ProgramSource.OpenClC source, String key) {
        Optional<ProgramSource.Binary> made = offline.of(device.info().name(), source);
        if (made.isPresent()) {
            requireRight(made.get());
            return fromBinary(made.get().name(), made.get().bytes(), made.get().options());
        }
        Optional<byte[]> kept = cache.read(key);
        if (kept.isPresent()) {
            try {
                return fromBinary(source.name(), kept.get(), source.options());
            } catch (ProgramException e) {
                System.getLogger(ProgramBuilder.class.getName()).log(System.Logger.Level.DEBUG,
                        label(source.name()) + ": the driver does not take its own binary back; building again", e);
            }
        }
        if (device.info().properties().getOrDefault(DescribedKernel.COMPILER, "").equals("none")) {
            throw new ProgramException(Kind.BUILD, "program '" + source.name() + "' is a source, and the driver of " + device
                    + " has no compiler: bring the binary that its vendor's offline compiler makes, in a kernel's description or in the"
                    + " folder that " + OfflineFolder.VARIABLE + " names");
        }
        long program = fromSource(source);
        try {
            cache.write(key, OpenClProgram.binary(device, program, OpenClProgram.info(device, source.name(), program)));
        } catch (ProgramException e) {
            System.getLogger(ProgramBuilder.class.getName()).log(System.Logger.Level.WARNING,
                    "program '" + source.name() + "' will be built again next time: the driver gives no binary of it", e);
        }
        return program;
    }

    private long fromSource(ProgramSource.OpenClC source) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment texts = arena.allocateFrom(ValueLayout.ADDRESS, arena.allocateFrom(source.text()));
            long program = calls.createProgramWithSource(device.context(), 1, texts, MemorySegment.NULL, status);
            StatusCode.check(status.get(ValueLayout.JAVA_INT, 0), "clCreateProgramWithSource", label(source.name()));
            return compile(program, source.name(), source.options(), arena);
        }
    }

    private long fromBinary(String name, byte[] bytes, String options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment accepted = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment binary = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            long program = calls.createProgramWithBinary(device.context(), 1,
                    arena.allocateFrom(ValueLayout.JAVA_LONG, device.handle()),
                    arena.allocateFrom(ValueLayout.JAVA_LONG, bytes.length),
                    arena.allocateFrom(ValueLayout.ADDRESS, binary), accepted, status);
            int code = status.get(ValueLayout.JAVA_INT, 0);
            if (code != StatusCode.SUCCESS) {
                throw new ProgramException(Kind.BINARY, "clCreateProgramWithBinary failed with " + StatusCode.name(code) + " for "
                        + label(name) + ": the driver does not take this binary");
            }
            return compile(program, name, options, arena);
        }
    }

    /** Takes the program, and releases it if this fails. */
    private long compile(long program, String name, String options, Arena arena) {
        int status = calls.buildProgram(program, 1, arena.allocateFrom(ValueLayout.JAVA_LONG, device.handle()),
                arena.allocateFrom(options), MemorySegment.NULL, MemorySegment.NULL);
        if (status == StatusCode.SUCCESS) {
            return program;
        }
        String log;
        try {
            log = log(program, name);
        } finally {
            StatusCode.check(calls.releaseProgram(program), "clReleaseProgram", label(name));
        }
        throw new ProgramException(Kind.BUILD, "clBuildProgram failed with " + StatusCode.name(status) + " for " + label(name)
                + (options.isEmpty() ? "" : " with options " + options) + (log.isEmpty() ? "; no log" : ":\n" + log));
    }

    private String log(long program, String name) {
        String log = new Info("clGetProgramBuildInfo", label(name), (what, size, value, needed) ->
                calls.getProgramBuildInfo(program, device.handle(), what, size, value, needed)).text(BUILD_LOG);
        return log.length() <= LONGEST_LOG ? log : log.substring(0, LONGEST_LOG) + "\n... and " + (log.length() - LONGEST_LOG)
                + " more characters";
    }

    private String label(String name) {
        return "program '" + name + "' on " + device;
    }

    synchronized void close() {
        for (long program : built.values()) {
            StatusCode.check(calls.releaseProgram(program), "clReleaseProgram", device);
        }
        built.clear();
    }
}
