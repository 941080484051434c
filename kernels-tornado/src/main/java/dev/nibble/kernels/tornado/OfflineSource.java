package dev.nibble.kernels.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * OpenCL C of TornadoVM with what the offline compilers of FPGAs ask for: the size of work groups fixed, and loops unrolled
 * so that the pipeline is that many times as wide. Neither changes what is computed.
 *
 * @param local work items of a group by dimension
 * @param unroll rounds of innermost loops at a time
 */
record OfflineSource(List<Long> local, int unroll) {
    private static final String ENTRY = "__kernel void ";

    private static final String MACRO = """
            /* For offline compilers of FPGAs, derived from what TornadoVM wrote. */
            #ifdef __xilinx__
            #define NIBBLE_UNROLL(n) __attribute__((opencl_unroll_hint(n)))
            #else
            #define NIBBLE_PRAGMA(text) _Pragma(#text)
            #define NIBBLE_UNROLL(n) NIBBLE_PRAGMA(unroll n)
            #endif
            """;

    /** @param exported a source with one entry point, as TornadoVM formats it */
    String of(String exported) {
        String sizes = IntStream.range(0, 3).mapToObj(i -> i < local.size() ? local.get(i).toString() : "1")
                .collect(Collectors.joining(", "));
        List<String> lines = exported.lines().toList();
        List<String> out = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(ENTRY)) {
                out.add("__kernel __attribute__((reqd_work_group_size(" + sizes + ")))");
                out.add(line.substring("__kernel ".length()));
                continue;
            }
            if (isInnermost(lines, i)) {
                out.add(indent(line) + "NIBBLE_UNROLL(" + unroll + ")");
            }
            out.add(line);
        }
        return MACRO + String.join("\n", out) + "\n";
    }

    /** A loop with a condition in its head, which the loop over work items has not, and neither loops nor barriers in it. */
    private static boolean isInnermost(List<String> lines, int at) {
        String head = lines.get(at).strip();
        if (!head.startsWith("for(;") || head.equals("for(;;)")) {
            return false;
        }
        String end = indent(lines.get(at)) + "}";
        for (int i = at + 1; i < lines.size() && !lines.get(i).startsWith(end); i++) {
            if (lines.get(i).contains("for(") || lines.get(i).contains("barrier(")) {
                return false;
            }
        }
        return true;
    }

    private static String indent(String line) {
        return line.substring(0, line.length() - line.stripLeading().length());
    }
}
