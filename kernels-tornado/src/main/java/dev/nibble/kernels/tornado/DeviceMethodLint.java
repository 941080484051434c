package dev.nibble.kernels.tornado;

import dev.nibble.api.plugin.Lint.Finding;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The traps in one method.
 *
 * @param type its class
 * @param method it
 */
record DeviceMethodLint(ClassModel type, MethodModel method) {
    private static final int MOST_PARALLEL_LOOPS = 3;

    /** Words of OpenCL C that are no words of Java. */
    private static final Set<String> OPENCL_NAMES = Set.of("kernel", "half", "global", "local", "constant", "uchar", "ushort",
            "uint", "ulong", "size_t", "image2d_t", "event_t", "sampler_t");

    /** Vector types are names, too. */
    private static final String VECTOR_TYPE = "(char|short|int|long|float|double|half|uchar|ushort|uint|ulong)(2|3|4|8|16)";

    private static final Set<String> MATH = Set.of("round", "rint", "floorDiv", "floorMod", "fma", "abs(I)I", "abs(J)J", "floor");

    private static final Set<String> INTEGER = Set.of("numberOfLeadingZeros", "numberOfTrailingZeros", "divideUnsigned",
            "remainderUnsigned", "divide", "toUnsignedLong");

    private record Trap(String problem, String advice) {}

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Optional<CodeModel> code = method.code();
        nameTrap().ifPresent(trap -> findings.add(finding(firstLine(), trap)));
        signatureTrap().ifPresent(trap -> findings.add(finding(firstLine(), trap)));
        if (code.isEmpty()) {
            return findings;
        }
        if (code.get().findAttribute(Attributes.localVariableTable()).isEmpty() && hasVariables()) {
            findings.add(finding(firstLine(), new Trap("it was compiled without names of local variables",
                    "compile with -g: TornadoVM needs them")));
        }
        if (TornadoLint.parallelVariables(method) > MOST_PARALLEL_LOOPS) {
            findings.add(finding(firstLine(), new Trap("it has more than " + MOST_PARALLEL_LOOPS + " @Parallel loops",
                    "keep one nest of at most 3")));
        }
        int line = 0;
        UnsignedByte unsigned = UnsignedByte.NONE;
        for (CodeElement element : code.get()) {
            if (element instanceof LineNumber number) {
                line = number.line();
                continue;
            }
            int here = line;
            trap(element).ifPresent(trap -> findings.add(finding(here, trap)));
            if (unsigned == UnsignedByte.MASKED && element instanceof OperatorInstruction it && it.opcode() == Opcode.ISUB) {
                findings.add(finding(line, new Trap("an unsigned byte less a number stays unsigned",
                        "write ((b >> s) & mask) - n with a mask of fewer than 8 bits, or convert to float before subtracting")));
            }
            unsigned = unsigned.after(element);
        }
        return findings;
    }

    /** How far the code is in making an unsigned byte: {@code bytes.get(i) & 0xFF}. */
    private enum UnsignedByte {
        NONE, READ, WITH_MASK, MASKED;

        UnsignedByte after(CodeElement element) {
            return switch (element) {
                case InvokeInstruction it when it.owner().asInternalName().endsWith("/ByteArray")
                        && it.name().equalsString("get") -> READ;
                case ConstantInstruction it when this == READ && it.constantValue().equals(0xFF) -> WITH_MASK;
                case OperatorInstruction it when this == WITH_MASK && it.opcode() == Opcode.IAND -> MASKED;
                // Shifted, or what is subtracted: it is still an unsigned byte.
                case ConstantInstruction _, LoadInstruction _ when this == MASKED -> MASKED;
                case OperatorInstruction it when this == MASKED && it.opcode() == Opcode.ISHR -> MASKED;
                case Instruction _ -> NONE;
                default -> this;
            };
        }
    }

    private boolean hasVariables() {
        return !method.methodTypeSymbol().parameterList().isEmpty();
    }

    private int firstLine() {
        return method.code().flatMap(code -> code.findAttribute(Attributes.lineNumberTable()))
                .map(table -> table.lineNumbers().getFirst().lineNumber()).orElse(0);
    }

    private Finding finding(int line, Trap trap) {
        String place = type.thisClass().asInternalName().replace('/', '.') + "." + method.methodName().stringValue()
                + (line > 0 ? ":" + line : "");
        return new Finding(place, trap.problem(), trap.advice());
    }

    private Optional<Trap> nameTrap() {
        String name = method.methodName().stringValue();
        return OPENCL_NAMES.contains(name) || name.matches(VECTOR_TYPE)
                ? Optional.of(new Trap("'" + name + "' is a word of OpenCL C", "choose another name"))
                : Optional.empty();
    }

    private Optional<Trap> signatureTrap() {
        String types = method.methodType().stringValue();
        String parameters = types.substring(0, types.indexOf(')'));
        if (parameters.contains("[B") || parameters.contains("[S") || parameters.contains("[C")) {
            return Optional.of(smallArray());
        }
        if (parameters.contains("[[")) {
            return Optional.of(new Trap("an array of arrays ends the process", "use one array and compute the index"));
        }
        if (parameters.matches(".*(^|[(;BCDFIJSZ])\\[?Z.*")) {
            return Optional.of(new Trap("TornadoVM refuses boolean parameters", "use an int"));
        }
        return parameters.contains("Ljava/lang/foreign/MemorySegment;")
                ? Optional.of(new Trap("TornadoVM refuses memory segments", "use IntArray, FloatArray or ByteArray"))
                : Optional.empty();
    }

    private static Trap smallArray() {
        return new Trap("arithmetic on byte[], short[] and char[] is done in 8 or 16 bits",
                "use ByteArray or ShortArray, or codes in an IntArray: (word >> shift) & mask");
    }

    private static Optional<Trap> trap(CodeElement element) {
        return Optional.ofNullable(switch (element) {
            case OperatorInstruction it -> operator(it.opcode());
            case ArrayLoadInstruction it when isSmall(it.typeKind()) -> smallArray();
            case ArrayStoreInstruction it when isSmall(it.typeKind()) -> smallArray();
            case ThrowInstruction _ -> new Trap("TornadoVM refuses exceptions", "check before the launch, on the host");
            case NewObjectInstruction _ -> new Trap("TornadoVM refuses new objects", "use local variables and local arrays");
            case FieldInstruction it when it.opcode() == Opcode.GETSTATIC || it.opcode() == Opcode.PUTSTATIC -> new Trap(
                    "the static field " + it.name().stringValue() + " is not what it is on the host",
                    "use a constant, or pass it in an array");
            case InvokeInstruction it -> call(it);
            default -> null;
        });
    }

    private static boolean isSmall(TypeKind kind) {
        return kind == TypeKind.BYTE || kind == TypeKind.SHORT || kind == TypeKind.CHAR || kind == TypeKind.BOOLEAN;
    }

    private static Trap operator(Opcode opcode) {
        return switch (opcode) {
            case IUSHR, LUSHR -> new Trap("'>>>' becomes a signed shift: wrong for negative numbers, with a mask, too",
                    "write (w >> s) & mask");
            case IDIV, LDIV -> new Trap("integer '/' is wrong for negative numbers, and ends the process for zero",
                    "shift, or divide on the host");
            case IREM, LREM -> new Trap("integer '%' ends the process for zero", "use a mask, or a counter");
            default -> null;
        };
    }

    private static Trap call(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        boolean refused = switch (owner) {
            case "java/lang/Math", "java/lang/StrictMath" ->
                    MATH.contains(name) || MATH.contains(name + call.type().stringValue());
            case "java/lang/Integer", "java/lang/Long" -> INTEGER.contains(name);
            default -> false;
        };
        if (refused) {
            return new Trap("TornadoVM does not compile " + owner.substring(owner.lastIndexOf('/') + 1) + "." + name,
                    "add 0.5 and cast, use comparisons, or compute it on the host");
        }
        return owner.startsWith("uk/ac/manchester/tornado/api/types/") && owner.contains("HalfFloat")
                ? new Trap("HalfFloat does not build on devices without fp16", "use float, and convert on the host")
                : null;
    }
}
