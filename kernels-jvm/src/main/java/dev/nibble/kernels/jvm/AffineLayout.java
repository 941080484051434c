package dev.nibble.kernels.jvm;

import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

