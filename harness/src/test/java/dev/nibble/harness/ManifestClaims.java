package dev.nibble.harness;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which text of Nibble makes which row of the goldens' manifest. */
final class ManifestClaims {
    private static final Pattern HQQ = Pattern.compile("b(\\d)_g(\\d+)_ax(\\d)");
    private static final Pattern RTN = Pattern.compile(
            "int(\\d)_(sym_restricted|sym_fullrange|asym_floatmin|asym_intzero)_g(\\d+)(?:_llmawq)?");
    private static final Pattern QUANTO = Pattern.compile("qint(\\d)_(max|hqq)_g(\\d+)_(float|zp)");
    private static final Pattern GGML = Pattern.compile("Q(\\d)_([01])");
    private static final String NF4_OF_FOUR_DECIMALS = "codebook:values=-1;-0.6962;-0.5251;-0.3949;-0.2844;-0.1848;-0.0911;0;"
            + "0.0796;0.1609;0.2461;0.3379;0.4407;0.5626;0.723;1,block=64,double=256,map=linear";

    private ManifestClaims() {}

    /**
     * What makes a row of a reference.
     *
     * @param quantizer its text
     * @param format its text
     * @param tolerance of the relative error, in parts of it
     * @param rowLength into rows of how many weights the matrix is cut first, for references whose blocks run on into the next
     *     row; 0 to leave it
     * @param int8Activations whether the reference has outputs over int8 activations with a zero, by row
     * @param otherwise rows where the reference is defective and Nibble differs on purpose
     */
    record Claim(
            String quantizer, String format, double tolerance, int rowLength, boolean int8Activations, List<Integer> otherwise) {
        static Claim exact(String quantizer, String format) {
            return new Claim(quantizer, format, 1e-5, 0, false, List.of());
        }

        Claim inRowsOf(int weights) {
            return new Claim(quantizer, format, tolerance, weights, int8Activations, otherwise);
        }

        Claim overInt8Activations() {
            return new Claim(quantizer, format, tolerance, rowLength, true, otherwise);
        }

        Claim exceptInRows(Integer... rows) {
            return new Claim(quantizer, format, tolerance, rowLength, int8Activations, Arrays.asList(rows));
        }
    }

    /** The claim to a row, if Nibble makes it. */
    static Optional<Claim> of(String family, String matrix, String config) {
        boolean edge = matrix.equals("w_edge");
        return switch (family) {
            case "hqq" -> match(HQQ, config).map(m -> Claim.exact("hqq:compat=reference",
                    "affine:bits=" + m.group(1) + ",group=" + m.group(2) + ",axis=" + m.group(3)));
            // Clips that are on a tie in the reference move codes; outputs are held to 1e-3 in the module's own test.
            case "awq" -> Optional.of(awq("awq:compat=llm-awq,clip=true | rtn"));
            case "autoawq" -> Optional.of(awq("awq:compat=autoawq,clip=true,duo=" + config.endsWith("_duo") + " | rtn"));
            case "quanto" -> quanto(config, edge);
            case "bnb" -> bitsandbytes(config);
            case "torchao" -> torchao(config, edge);
            case "rtn" -> rtn(config);
            case "ggml" -> match(GGML, config).map(m -> Claim.exact("ggml", m.group(2).equals("1")
                    ? "affine-min:bits=" + m.group(1) + ",group=32,params=f16"
                    : "affine:bits=" + m.group(1) + ",group=32,zero=none,params=f16"));
            default -> Optional.empty();
        };
    }

    private static Claim awq(String quantizer) {
        return new Claim(quantizer, "affine:bits=4,group=128,zero=int", 1e-2, 0, false, List.of());
    }

    /** quanto divides a row of zeros by its scale of zero, and has NaN in float8 there. */
    private static Optional<Claim> quanto(String config, boolean edge) {
        return switch (config) {
            case "qint8_absmax_ax0" -> Optional.of(Claim.exact("rtn", "affine:bits=8,per=row,zero=none"));
            case "qf8_e4m3fn_absmax_ax0", "qf8_e5m2_absmax_ax0" -> {
                Claim claim = Claim.exact("rtn", "fp8:" + config.split("_")[1] + ",per=row");
                yield Optional.of(edge ? claim.exceptInRows(0) : claim);
            }
            default -> match(QUANTO, config).map(ManifestClaims::quanto);
        };
    }

    private static Claim quanto(Matcher config) {
        boolean hqq = config.group(2).equals("hqq");
        boolean whole = config.group(4).equals("zp");
        String quantizer = hqq ? "hqq:compat=quanto,round-zero=" + whole : "rtn";
        return Claim.exact(quantizer, "affine:bits=" + config.group(1) + ",group=" + config.group(3) + ",zero="
                + (whole && !hqq ? "int" : "float"));
    }

    private static Optional<Claim> bitsandbytes(String config) {
        return switch (config) {
            case "nf4_bs64_plain" -> Optional.of(Claim.exact("rtn", "nf4:block=64"));
            case "nf4_bs64_dq" -> Optional.of(Claim.exact("rtn", "nf4:block=64,double=256"));
            case "fp4_bs64_plain" -> Optional.of(Claim.exact("rtn", "fp4:block=64"));
            case "fp4_bs64_dq" -> Optional.of(Claim.exact("rtn", "fp4:block=64,double=256"));
            case "int8_vectorwise" -> Optional.of(Claim.exact("rtn", "affine:bits=8,per=row,zero=none"));
            case "dynamic8_bs256" -> Optional.of(Claim.exact("rtn", "dynamic8:block=256").inRowsOf(256));
            default -> Optional.empty();
        };
    }

    /**
     * torchao's NF4Tensor divides blocks of zeros by their scale of zero, and restores them as minus a scale; in blocks below
     * 1e-38 codes are chosen for that scale here, as bitsandbytes does.
     */
    private static Optional<Claim> torchao(String config, boolean edge) {
        return switch (config) {
            case "int8dyn_int4_g32", "8da4w_g32_module" ->
                Optional.of(Claim.exact("rtn:symmetric=full", "affine:bits=4,group=32,zero=none").overInt8Activations());
            case "int8dyn_int8_perrow" ->
                Optional.of(Claim.exact("rtn:symmetric=full", "affine:bits=8,per=row,zero=none").overInt8Activations());
            case "nf4_bs64_sbs256" -> {
                Claim claim = Claim.exact("rtn", NF4_OF_FOUR_DECIMALS);
                yield Optional.of(edge ? claim.exceptInRows(0, 14) : claim);
            }
            default -> Optional.empty();
        };
    }

    private static Optional<Claim> rtn(String config) {
        return switch (config) {
            case "int8_absmax_per_row_sym127" -> Optional.of(Claim.exact("rtn", "affine:bits=8,per=row,zero=none"));
            case "int8_absmax_per_tensor" -> Optional.of(Claim.exact("rtn", "affine:bits=8,per=tensor,zero=none"));
            // With the full range of codes allowed, the scale of the restricted range still never makes the lowest.
            default -> match(RTN, config).map(m -> Claim.exact("rtn", "affine:bits=" + m.group(1) + ",group=" + m.group(3)
                    + ",zero=" + Map.of("sym_restricted", "none", "sym_fullrange", "none", "asym_floatmin", "float",
                            "asym_intzero", "int").get(m.group(2))));
        };
    }

    private static Optional<Matcher> match(Pattern pattern, String text) {
        return Optional.of(pattern.matcher(text)).filter(Matcher::matches);
    }
}
