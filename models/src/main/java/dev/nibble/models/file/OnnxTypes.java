package dev.nibble.models.file;

import dev.nibble.api.tensor.ElementType;
import java.util.Optional;

/** {@code TensorProto.DataType} of onnx.proto. */
final class OnnxTypes {
    private OnnxTypes() {}

    static Optional<ElementType> of(long dataType) {
        return Optional.ofNullable(switch (Math.clamp(dataType, -1, 1000)) {
            case 1 -> ElementType.F32;
            case 2 -> ElementType.U8;
            case 3 -> ElementType.I8;
            case 4 -> ElementType.U16;
            case 5 -> ElementType.I16;
            case 6 -> ElementType.I32;
            case 7 -> ElementType.I64;
            case 9 -> ElementType.BOOL;
            case 10 -> ElementType.F16;
            case 11 -> ElementType.F64;
            case 12 -> ElementType.U32;
            case 13 -> ElementType.U64;
            case 14 -> ElementType.C64;
            case 16 -> ElementType.BF16;
            case 17 -> ElementType.F8_E4M3;
            case 19 -> ElementType.F8_E5M2;
            case 24 -> ElementType.F8_E8M0;
            default -> null;
        });
    }

    static String name(long dataType) {
        return switch (Math.clamp(dataType, -1, 1000)) {
            case 0 -> "UNDEFINED";
            case 8 -> "STRING";
            case 15 -> "COMPLEX128";
            case 18 -> "FLOAT8E4M3FNUZ";
            case 20 -> "FLOAT8E5M2FNUZ";
            case 21 -> "UINT4";
            case 22 -> "INT4";
            case 23 -> "FLOAT4E2M1";
            default -> "number " + dataType;
        };
    }

    /** The field of TensorProto that holds values of a type when {@code raw_data} does not. */
    static int typedField(ElementType type) {
        return switch (type) {
            case F32, C64 -> OnnxTensor.FLOAT_DATA;
            case F64 -> OnnxTensor.DOUBLE_DATA;
            case I64 -> OnnxTensor.INT64_DATA;
            case U32, U64 -> OnnxTensor.UINT64_DATA;
            default -> OnnxTensor.INT32_DATA;
        };
    }
}
