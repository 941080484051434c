package dev.nibble.api.device.program;

import dev.nibble.api.device.Ability;
import java.util.Set;

/** What a program is made from. */
public sealed interface ProgramSource {
    /** For messages and logs: unique enough for a user to find the program by. */
    String name();

    /** Abilities without which the program cannot be right; checked before it is built. */
    Set<Ability> needs();

    /**
     * Source text that the driver compiles.
     *
     * @param name for messages
     * @param text OpenCL C
     * @param options of the compiler, for example {@code -cl-std=CL1.2}; empty for none
     * @param needs abilities that the program uses
     */
    record OpenClC(String name, String text, String options, Set<Ability> needs) implements ProgramSource {
        public OpenClC {
            needs = Set.copyOf(needs);
        }
    }

    /**
     * A binary from the vendor's offline compiler, such as the bitstream of an FPGA.
     *
     * @param name for messages
     * @param bytes the binary as the vendor's tool wrote it; not to be changed any more
     * @param sha256 lower-case hex digest that the bytes must have
     * @param deviceName name of the device that it was made for, exactly as {@code DeviceInfo.name()} tells it
     * @param options of the driver, as the vendor asks for them; mostly empty
     * @param needs abilities that the program uses
     */
    record Binary(String name, byte[] bytes, String sha256, String deviceName, String options, Set<Ability> needs)
            implements ProgramSource {
        public Binary {
            needs = Set.copyOf(needs);
        }
    }

    /** OpenCL C 1.2 that needs no optional ability. */
    static ProgramSource openClC(String name, String text) {
        return new OpenClC(name, text, "-cl-std=CL1.2", Set.of());
    }
}
