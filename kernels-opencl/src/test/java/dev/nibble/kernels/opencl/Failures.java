package dev.nibble.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nibble.api.device.program.ProgramException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a device refuses. */
final class Failures {
    private Failures() {}

    /** The failure of a call, which must be of that kind and name the device. */
    static ProgramException of(OpenClDevice device, ProgramException.Kind kind, ThrowingCallable call) {
        ProgramException failure = catchThrowableOfType(ProgramException.class, call);
        assertThat(failure).isNotNull().hasMessageContaining(device.info().name());
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        return failure;
    }
}
