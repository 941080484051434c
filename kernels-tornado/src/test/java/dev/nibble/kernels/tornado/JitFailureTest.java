package dev.nibble.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramException.Kind;
import dev.nibble.api.plugin.Support;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What TornadoVM throws is told by name, because its classes are not there to compile against. */
class JitFailureTest {
    private static final DeviceInfo DEVICE = new DeviceInfo("tornado:0:0", "tornado", DeviceKind.CPU, "PoCL", "a processor", 1,
            Set.of(), Support.yes(), Map.of());

    /** Named as TornadoVM's. */
    private static final class TornadoBailoutRuntimeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TornadoBailoutRuntimeException() {
            super("cannot compile");
        }
    }

    /** Named as TornadoVM's, which is an Error as well. */
    private static final class TornadoInternalError extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final class TornadoOutOfMemoryException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void theKindFollowsFromWhatWasThrown() {
        assertThat(JitFailure.of("m", DEVICE, new TornadoBailoutRuntimeException()).kind()).isEqualTo(Kind.BUILD);
        assertThat(JitFailure.of("m", DEVICE, new TornadoInternalError()).kind()).isEqualTo(Kind.BUILD);
        assertThat(JitFailure.of("m", DEVICE, new TornadoOutOfMemoryException()).kind()).isEqualTo(Kind.OUT_OF_MEMORY);
        assertThat(JitFailure.of("m", DEVICE, new IllegalStateException()).kind()).isEqualTo(Kind.RUNTIME);
    }

    @Test
    void theMessageNamesMethodDeviceAndCause() {
        assertThat(JitFailure.of("linearGrid4", DEVICE, new TornadoBailoutRuntimeException())).hasMessageContaining("linearGrid4")
                .hasMessageContaining("tornado:0:0").hasMessageContaining("cannot compile");
    }

    @Test
    void whatIsKnownStaysAsItIs() {
        ProgramException known = new ProgramException(Kind.LIMIT, "known");
        assertThat(JitFailure.of("m", DEVICE, known)).isSameAs(known);
    }

    @Test
    void anExhaustedJvmIsNotAKernelsFailure() {
        assertThatThrownBy(() -> JitFailure.of("m", DEVICE, new OutOfMemoryError("heap"))).isInstanceOf(OutOfMemoryError.class);
    }
}
