package dev.nibble.harness.report;

import dev.nibble.harness.trace.Cell;
import java.util.ArrayList;
import java.util.List;

/** Short names for the long texts of cells, and the order in which quantizers get their colours. */
final class Names {
    private Names() {}

    /** The quantizer with the settings that differ from its defaults, and how it was calibrated if not in the usual way. */
    static String quantizer(Cell.ModelCell cell) {
        return cell.quantizer().isEmpty()
                ? "float"
                : (cell.settings().isEmpty() ? cell.quantizer() : cell.quantizer() + " " + cell.settings())
                        + (cell.sequential().isEmpty() ? "" : ", " + cell.calibrated());
    }

    /** Quantizers of the run in the order of their colours. */
    static List<String> quantizers(Run run) {
        return run.models().stream().map(r -> quantizer(r.cell())).filter(q -> !q.equals("float")).distinct().sorted()
                .toList();
    }

    /** A format in a few letters for a label in a plot: {@code 4b g64}, {@code nf4 g64}. The tooltip has the whole. */
    static String brief(String format) {
        int colon = format.indexOf(':');
        String head = colon < 0 ? format : format.substring(0, colon);
        List<String> words = new ArrayList<>();
        if (!head.equals("affine")) {
            words.add(head);
        }
        for (String part : colon < 0 ? new String[0] : format.substring(colon + 1).split(",")) {
            if (part.startsWith("bits=")) {
                words.add(part.substring(5) + "b");
            } else if (part.startsWith("group=") || part.startsWith("block=")) {
                words.add("g" + part.substring(6));
            } else if (part.indexOf('=') < 0) {
                words.add(part);
            }
        }
        return words.isEmpty() ? format : String.join(" ", words);
    }

    /** Rows of the dense operand and shape of the weight, with the activation if it is not the usual one. */
    static String place(Cell.KernelCell cell) {
        return "m=" + cell.m() + ", w=" + shape(cell) + (cell.activation().equals("f32") ? "" : ", act=" + cell.activation());
    }

    static String shape(Cell.KernelCell cell) {
        return String.join("x", cell.weight().stream().map(String::valueOf).toList());
    }

    /** Whether the weights are not quantized: the path that all others are compared with. */
    static boolean isFloat(Cell.KernelCell cell) {
        return cell.format().startsWith("dense:");
    }
}
