package dev.nibble.harness.command;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Support;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.cell.Cases;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.sweep.UsualFormats;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Table;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nibble support}: which kernel says it can serve what, where, and why not. */
@Command(
        name = "support",
        mixinStandardHelpOptions = true,
        description = {"Show which kernels can serve which operation, format and device, and why not.",
            "", "Nothing runs: these are the kernels' own answers. 'nibble check' proves them.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble support --op linear", "  nibble support --format affine:bits=4,group=128 --m 16",
            "  nibble support --kernel jvm.linear.int4 --json"})
public final class SupportCommand implements Callable<Integer> {
    @Mixin
    private Output output;

    @Mixin
    private CaseOptions spec;

    @Option(names = "--op", paramLabel = "NAME", description = "Only this operation; may be repeated.")
    private List<String> ops = List.of();

    @Option(names = "--format", paramLabel = "FORMAT",
            description = "This format in place of the usual ones; may be repeated.")
    private List<String> formats = List.of();

    @Option(names = "--kernel", paramLabel = "NAME", description = "Only this kernel; may be repeated.")
    private List<String> kernels = List.of();

    @Option(names = "--device", paramLabel = "ID", description = "Only this device; may be repeated.")
    private List<String> devices = List.of();

    /** One answer, as {@code --json} shows it. */
    record Answer(
            String op, String format, String kernel, String device, boolean supported, boolean reference, List<String> reasons) {
        /** The reasons; the format is not said again where the whole of it is what was found. */
        String shortReasons() {
            return reasons.stream()
                    .map(reason -> reason.replace(" required, " + format + " given", " required"))
                    .collect(Collectors.joining("; "));
        }
    }

    /** The JSON document. */
    record Document(String shape, long m, String activation, int threads, List<Answer> answers) {}

    @Override
    public Integer call() {
        Registry registry = PluginRegistry.load(Thread.currentThread().getContextClassLoader());
        ops.forEach(registry::op);
        kernels.forEach(registry::kernel);
        List<Answer> answers = answers(registry);
        if (answers.isEmpty()) {
            throw new UsageException("no kernel is left to ask: these options exclude all of "
                    + registry.kernels().stream().map(Plugin::name).collect(Collectors.joining(", ")));
        }
        if (output.json()) {
            output.json(new Document(
                    spec.shape().toString(), spec.m(), spec.activation().toString(), spec.threads(), answers));
        } else {
            print(answers);
        }
        return ExitCode.OK;
    }

    private List<Answer> answers(Registry registry) {
        List<Format> asked = formats.isEmpty()
                ? UsualFormats.of(registry).formats()
                : formats.stream().map(registry::format).toList();
        List<Answer> answers = new ArrayList<>();
        for (Kernel kernel : registry.kernels()) {
            if (chosen(ops, kernel.op()) && chosen(kernels, kernel.name())) {
                answers.addAll(answers(registry, kernel, asked));
            }
        }
        return answers;
    }

    /** Where nobody named devices, those on which a kernel serves nothing are left out, if it serves something on others. */
    private List<Answer> answers(Registry registry, Kernel kernel, List<Format> asked) {
        List<Answer> all = new ArrayList<>();
        List<Answer> where = new ArrayList<>();
        for (DeviceInfo device : devices(registry)) {
            List<Answer> here = asked.stream().map(format -> answer(registry, kernel, format, device)).toList();
            all.addAll(here);
            if (here.stream().anyMatch(Answer::supported)) {
                where.addAll(here);
            }
        }
        return devices.isEmpty() && !where.isEmpty() ? where : all;
    }

    private Answer answer(Registry registry, Kernel kernel, Format format, DeviceInfo device) {
        OpSpec request = new OpSpec(kernel.op(), format, spec.shape(), spec.m(), spec.activation());
        Support support = Cases.support(registry, kernel, request, device, spec.threads());
        return new Answer(kernel.op(), format.text(), kernel.name(), device.id(), support.supported(),
                kernel.isReference(), support.failed().stream().map(Objects::toString).distinct().toList());
    }

    private List<DeviceInfo> devices(Registry registry) {
        Devices all = Devices.of(registry);
        devices.forEach(all::find);
        return all.found().stream().map(Devices.Found::info).filter(device -> chosen(devices, device.id())).toList();
    }

    private static boolean chosen(List<String> names, String name) {
        return names.isEmpty() || names.contains(name);
    }

    private void print(List<Answer> answers) {
        output.line("shape " + spec.shape() + ", m=" + spec.m() + ", activation " + spec.activation() + ", "
                + Amounts.count(spec.threads(), "thread"));
        Set<String> groups = new LinkedHashSet<>();
        answers.forEach(answer -> groups.add(group(answer)));
        for (String group : groups) {
            List<Answer> those = answers.stream().filter(answer -> group(answer).equals(group)).toList();
            output.line("");
            output.line(group);
            printMatrix(those);
        }
        List<Answer> refused = answers.stream().filter(answer -> !answer.supported()).toList();
        if (!refused.isEmpty()) {
            output.line("");
            output.line("Why not:");
            refused.stream().map(a -> a.kernel() + " @ " + a.device()).distinct().forEach(who -> printReasons(who, refused));
        }
    }

    private static String group(Answer answer) {
        return answer.op() + " @ " + answer.device();
    }

    private void printMatrix(List<Answer> answers) {
        List<String> columns = answers.stream().map(Answer::kernel).distinct().toList();
        // Full names as titles would be wider than the page.
        List<String> header = new ArrayList<>(List.of("  FORMAT"));
        for (int i = 1; i <= columns.size(); i++) {
            header.add("(" + i + ")");
        }
        Table table = new Table(header.toArray(String[]::new));
        for (String format : answers.stream().map(Answer::format).distinct().toList()) {
            List<String> row = new ArrayList<>(List.of("  " + format));
            for (String kernel : columns) {
                row.add(answers.stream()
                        .filter(a -> a.format().equals(format) && a.kernel().equals(kernel))
                        .map(a -> !a.supported() ? "no" : a.reference() ? "reference" : "yes")
                        .collect(Collectors.joining("/")));
            }
            table.row(row.toArray());
        }
        table.print(output.out());
        for (int i = 0; i < columns.size(); i++) {
            output.line("  (" + (i + 1) + ") " + columns.get(i));
        }
    }

    private void printReasons(String who, List<Answer> refused) {
        output.line("  " + who);
        Table table = Table.plain("    ", 2);
        refused.stream()
                .filter(a -> who.equals(a.kernel() + " @ " + a.device()))
                .forEach(a -> table.row(a.format(), a.shortReasons()));
        table.print(output.out());
    }
}
