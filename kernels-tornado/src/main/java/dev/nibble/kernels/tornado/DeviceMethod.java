package dev.nibble.kernels.tornado;

import dev.nibble.api.device.program.MethodCall;
import dev.nibble.api.device.program.MethodCall.Role;
import dev.nibble.kernels.tornado.code.Decoding;
import dev.nibble.kernels.tornado.code.GridLinear;
import dev.nibble.kernels.tornado.code.GroupLinear;
import dev.nibble.kernels.tornado.code.IntegerLinear;
import dev.nibble.kernels.tornado.code.Sizes;
import dev.nibble.kernels.tornado.code.TableLinear;
import java.util.Arrays;
import java.util.List;

/** A method for devices: its name, its arguments, and how it spreads over work items. */
enum DeviceMethod {
    LINEAR_GRID_2(GridLinear.class, "linearGrid2", Family.GRID, Spread.ROWS),
    LINEAR_GRID_4(GridLinear.class, "linearGrid4", Family.GRID, Spread.ROWS),
    LINEAR_GRID_8(GridLinear.class, "linearGrid8", Family.GRID, Spread.ROWS),
    LINEAR_GRID_2_TILE(GridLinear.class, "linearGrid2Tile", Family.GRID, Spread.TILES),
    LINEAR_GRID_4_TILE(GridLinear.class, "linearGrid4Tile", Family.GRID, Spread.TILES),
    LINEAR_GRID_8_TILE(GridLinear.class, "linearGrid8Tile", Family.GRID, Spread.TILES),
    LINEAR_TABLE_4(TableLinear.class, "linearTable4", Family.TABLE, Spread.ROWS),
    LINEAR_TABLE_8(TableLinear.class, "linearTable8", Family.TABLE, Spread.ROWS),
    LINEAR_TABLE_4_TILE(TableLinear.class, "linearTable4Tile", Family.TABLE, Spread.TILES),
    LINEAR_TABLE_8_TILE(TableLinear.class, "linearTable8Tile", Family.TABLE, Spread.TILES),
    LINEAR_INTEGER_4(IntegerLinear.class, "linearInteger4", Family.INTEGER, Spread.ROWS),
    LINEAR_INTEGER_8(IntegerLinear.class, "linearInteger8", Family.INTEGER, Spread.ROWS),
    LINEAR_INTEGER_4_TILE(IntegerLinear.class, "linearInteger4Tile", Family.INTEGER, Spread.TILES),
    LINEAR_INTEGER_8_TILE(IntegerLinear.class, "linearInteger8Tile", Family.INTEGER, Spread.TILES),
    LINEAR_GRID_4_GROUP(GroupLinear.class, "linearGrid4Group", Family.GRID, Spread.WORK_GROUPS),
    LINEAR_GRID_8_GROUP(GroupLinear.class, "linearGrid8Group", Family.GRID, Spread.WORK_GROUPS),
    LINEAR_TABLE_4_GROUP(GroupLinear.class, "linearTable4Group", Family.TABLE, Spread.WORK_GROUPS),
    DEQUANTIZE(Decoding.class, "dequantize", Family.DEQUANTIZE, Spread.GROUPS),
    EMBEDDING(Decoding.class, "embedding", Family.EMBEDDING, Spread.INDICES);

    /** Arguments that methods of one family have in common. */
    enum Family {
        GRID("sizes:int", "codes:int", "scales:float", "zeros:float", "x:float", "y:float"),
        TABLE("sizes:int", "codes:int", "scales:float", "zeros:float", "levels:float", "x:float", "y:float"),
        INTEGER("sizes:int", "codes:int", "scales:float", "zeros:float", "q:int", "sums:float", "steps:float", "y:float"),
        DEQUANTIZE("sizes:int", "codes:int", "scales:float", "zeros:float", "levels:float", "y:float"),
        EMBEDDING("sizes:int", "codes:int", "scales:float", "zeros:float", "levels:float", "indices:int", "y:float");

        private final List<Parameter> parameters;

        Family(String... parameters) {
            this.parameters = Arrays.stream(parameters).map(Parameter::parse).toList();
        }
    }

    /** What the work items of a launch are. */
    enum Spread {
        /** One for each row of the weight. */
        ROWS,
        /** One for each row of the weight and tile of inputs. */
        TILES,
        /** A work group for each row of the weight and input. */
        WORK_GROUPS,
        /** One for each row of the weight and group. */
        GROUPS,
        /** One for each index and group. */
        INDICES
    }

    /**
     * A parameter.
     *
     * @param name {@code y} is the output, all others are inputs
     * @param isFloat whether elements are floats, else ints
     */
    record Parameter(String name, boolean isFloat) {
        private static final List<String> WEIGHTS = List.of("codes", "scales", "zeros", "levels");

        private static Parameter parse(String text) {
            String[] parts = text.split(":");
            return new Parameter(parts[0], parts[1].equals("float"));
        }

        /** How its content comes and goes. */
        Role role() {
            return WEIGHTS.contains(name) ? Role.LASTING : name.equals("y") ? Role.OUTPUT : Role.INPUT;
        }
    }

    private final Class<?> owner;
    private final String text;
    private final Family family;
    private final Spread spread;

    DeviceMethod(Class<?> owner, String text, Family family, Spread spread) {
        this.owner = owner;
        this.text = text;
        this.family = family;
        this.spread = spread;
    }

    /** Name of the Java method, and of the entry point. */
    String text() {
        return text;
    }

    /** A call of it. */
    MethodCall call(List<MethodCall.Argument> arguments, long[] largest) {
        return new MethodCall(owner, text, arguments, Arrays.stream(largest).boxed().toList(),
                Arrays.stream(local()).boxed().toList());
    }

    List<Parameter> parameters() {
        return family.parameters;
    }

    /** @throws IllegalArgumentException if it has no parameter of that name */
    int index(String parameter) {
        for (int i = 0; i < family.parameters.size(); i++) {
            if (family.parameters.get(i).name().equals(parameter)) {
                return i;
            }
        }
        throw new IllegalArgumentException("method " + text + " has no parameter '" + parameter + "'");
    }

    boolean hasContext() {
        return spread == Spread.WORK_GROUPS;
    }

    int dimensions() {
        return spread == Spread.ROWS ? 1 : 2;
    }

    /** Work items of a work group; empty for the driver's choice. */
    long[] local() {
        return hasContext() ? new long[] {Sizes.LANES, 1} : new long[0];
    }

    /** Inputs that one work item takes. */
    int inputsAtATime() {
        return spread == Spread.TILES ? Sizes.TILE : 1;
    }

    /** Sets the work items for that many inputs, tiles of inputs or indices. */
    void global(Packing packing, long inputs, long[] into) {
        switch (spread) {
            case ROWS -> into[0] = packing.rows();
            case TILES -> set(into, packing.rows(), inputs);
            case WORK_GROUPS -> set(into, packing.rows() * Sizes.LANES, inputs);
            case GROUPS -> set(into, packing.rows(), packing.groups());
            case INDICES -> set(into, inputs, packing.groups());
        }
    }

    private static void set(long[] into, long first, long second) {
        into[0] = first;
        into[1] = second;
    }
}
