package dev.nibble.api.op;

/** Activations without parameters: what becomes of a row depends on this row alone. */
enum RowActivation implements Activation {
    F32("f32") {
        @Override
        public void apply(float[] x, int count, double[] values) {
            for (int i = 0; i < count; i++) {
                values[i] = x[i];
            }
        }
    },
    INT8("int8") {
        @Override
        public void apply(float[] x, int count, double[] values) {
            byte[] codes = new byte[count];
            double scale = Int8Rows.quantize(x, count, codes);
            for (int i = 0; i < count; i++) {
                values[i] = codes[i] * scale;
            }
        }
    },
    INT8_AFFINE("int8-affine") {
        @Override
        public void apply(float[] x, int count, double[] values) {
            Int8Affine int8 = Int8Affine.ofRow(x, count);
            for (int i = 0; i < count; i++) {
                values[i] = (double) (int8.code(x[i]) - int8.zero()) * int8.scale();
            }
        }
    };

    private final String kind;

    RowActivation(String kind) {
        this.kind = kind;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public Activation representative() {
        return this;
    }

    /** The text form in case names and options. */
    @Override
    public String toString() {
        return kind;
    }
}
