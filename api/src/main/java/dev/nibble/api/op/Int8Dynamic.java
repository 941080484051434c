package dev.nibble.api.op;

/** Parameters from each row when it arrives. */
enum Int8Dynamic implements Int8Activation {
    SYMMETRIC("int8") {
        @Override
        public float quantize(float[] x, int count, int[] codes) {
            float max = 0;
            for (int i = 0; i < count; i++) {
                max = Math.max(max, Math.abs(x[i]));
            }
            float scale = Float.isFinite(max) ? max / 127f : Float.NaN;
            for (int i = 0; i < count; i++) {
                codes[i] = scale == 0 ? 0 : (int) Math.max(-127, Math.min(127, Math.rint(x[i] / scale)));
            }
            return scale;
        }
    },
    AFFINE("int8-affine") {
        @Override
        public float quantize(float[] x, int count, int[] codes) {
            if (!Int8Activation.isFinite(x, count)) {
                return Float.NaN;
            }
            float low = 0;
            float high = 0;
            for (int i = 0; i < count; i++) {
                low = Math.min(low, x[i]);
                high = Math.max(high, x[i]);
            }
            float scale = Int8Affine.scale(low, high);
            int zero = Int8Affine.zero(low, scale);
            for (int i = 0; i < count; i++) {
                codes[i] = Int8Affine.code(x[i], scale, zero) - zero;
            }
            return scale;
        }
    };

    private final String kind;

    Int8Dynamic(String kind) {
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

    @Override
    public boolean isSymmetric() {
        return this == SYMMETRIC;
    }

    /** The text form in case names and options. */
    @Override
    public String toString() {
        return kind;
    }
}
