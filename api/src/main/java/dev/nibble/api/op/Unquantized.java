package dev.nibble.api.op;

/** Activations as they are. */
enum Unquantized implements Activation {
    F32;

    @Override
    public String kind() {
        return "f32";
    }

    @Override
    public Activation representative() {
        return this;
    }

    @Override
    public void apply(float[] x, int count, double[] values) {
        for (int i = 0; i < count; i++) {
            values[i] = x[i];
        }
    }

    @Override
    public String toString() {
        return kind();
    }
}
