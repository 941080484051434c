package dev.nibble.api.format;

import dev.nibble.api.tensor.ElementType;

/** The families of {@link CodebookFormat}. */
public final class CodebookProviders {
    private CodebookProviders() {}

    private static CodebookFormat parse(FormatText text, String family, float[] table) {
        int block = (int) text.integer("block", 64, CodebookFormat.MIN_BLOCK, CodebookFormat.MAX_BLOCK);
        int doubleBlock = text.has("double") ? (int) text.integer("double", 0, 2, CodebookFormat.MAX_DOUBLE) : 0;
        ElementType parameterType = GroupingText.parameterType(text);
        if (doubleBlock > 0 && text.has("params")) {
            throw new IllegalArgumentException("keys 'double' and 'params' of format '" + text
                    + "' exclude each other: double quantization has float32 parameters of its own");
        }
        if (doubleBlock == 0 && text.has("map")) {
            throw new IllegalArgumentException("key 'map' of format '" + text
                    + "' says how quantized scales are spaced, and there are none: add double=256, or leave it out");
        }
        ScaleMap map = text.choice("map", "dynamic", "linear").equals("linear") ? ScaleMap.LINEAR : ScaleMap.DYNAMIC;
        text.done();
        return new CodebookFormat(family, table, block, doubleBlock, map, parameterType);
    }

    /** Reads {@code nf4[:block=64][,double=256[,map=linear]][,params=f16]}. */
    public static final class Nf4 implements FormatProvider {
        @Override
        public String name() {
            return CodebookFormat.NF4;
        }

        @Override
        public String description() {
            return "NormalFloat of 4 bits (QLoRA, arXiv 2305.14314) as in bitsandbytes; keys block, double, map, params";
        }

        @Override
        public Format parse(FormatText text) {
            return CodebookProviders.parse(text, CodebookFormat.NF4, CodebookFormat.NF4_TABLE);
        }
    }

    /** Reads {@code fp4[:block=64][,double=256[,map=linear]][,params=f16]}. */
    public static final class Fp4 implements FormatProvider {
        @Override
        public String name() {
            return CodebookFormat.FP4;
        }

        @Override
        public String description() {
            return "float of 4 bits as in bitsandbytes; keys block, double, map, params";
        }

        @Override
        public Format parse(FormatText text) {
            return CodebookProviders.parse(text, CodebookFormat.FP4, CodebookFormat.FP4_TABLE);
        }
    }

    /** Reads {@code dynamic8[:block=64][,double=256[,map=linear]][,params=f16]}. */
    public static final class Dynamic8 implements FormatProvider {
        @Override
        public String name() {
            return CodebookFormat.DYNAMIC8;
        }

        @Override
        public String description() {
            return "8 bits that are dense around zero (arXiv 1511.04561) as bitsandbytes' dynamic map; keys block, double, map,"
                    + " params";
        }

        @Override
        public Format parse(FormatText text) {
            return CodebookProviders.parse(text, CodebookFormat.DYNAMIC8, DynamicMap.SIGNED.values());
        }
    }

    /** Reads {@code codebook:values=-1;0;1[,block=64][,double=256[,map=linear]][,params=f16]}. */
    public static final class Own implements FormatProvider {
        @Override
        public String name() {
            return CodebookFormat.OWN;
        }

        @Override
        public String description() {
            return "any table of 2 to 256 values, 1 to 8 bits; keys values (separated by ';'), block, double, map, params";
        }

        @Override
        public Format parse(FormatText text) {
            String values = text.text("values", "");
            String[] parts = values.split(";", -1);
            float[] table = new float[parts.length];
            for (int i = 0; i < table.length; i++) {
                try {
                    table[i] = Float.parseFloat(parts[i]);
                } catch (NumberFormatException e) {
                    throw text.bad("values", values, "2 to 256 numbers separated by ';', as in -1;-0.33;0.4;1");
                }
            }
            return CodebookProviders.parse(text, CodebookFormat.OWN, table);
        }
    }
}
