package dev.nibble.harness.command;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Requirement;
import dev.nibble.api.plugin.Support;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.cell.Cases;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Table;
import dev.nibble.runtime.dispatch.Contract;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nibble explain}: which kernel would be chosen for one case, and what speaks against each of the others. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {"Show every kernel considered for one case, and what speaks for and against it.",
            "", "That is each requirement, required and found, and whether the kernel has proven on this device that it "
                + "computes what it should.",
            "A kernel that supports the case and was not proven yet is proven now, in a worker; that takes seconds.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble explain --format affine:bits=4,group=64",
            "  nibble explain --op linear --format nf4:block=64 --shape 384x1536 --m 16 --activation int8",
            "  nibble explain --format fp8:e4m3fn,per=row --no-prove --json",
            "", "Exit code 1 if no kernel may be chosen without an explicit fallback to a reference kernel."})
public final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    @Mixin
    private CaseOptions options;

    @Option(names = "--op", paramLabel = "NAME", defaultValue = "linear",
            description = "The operation. Default: ${DEFAULT-VALUE}.")
    private String op;

    @Option(names = "--format", paramLabel = "FORMAT", required = true, description = "For example affine:bits=4,group=64.")
    private String format;

    @Option(names = "--device", paramLabel = "ID", defaultValue = "jvm", description = "Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(names = "--no-prove", description = "Prove nothing now; show what is known.")
    private boolean noProve;

    /**
     * A kernel, as {@code --json} shows it.
     *
     * @param supported whether it says that it can serve the case
     * @param eligible whether the dispatcher may choose it without a fallback policy
     * @param contract {@code passed}, {@code failed} or {@code not proven}; empty if the case is not supported
     * @param failure the first failure of a failed contract, or why proving failed
     */
    record CandidateView(
            String kernel,
            boolean reference,
            boolean supported,
            boolean eligible,
            List<Requirement> requirements,
            String contract,
            Integer cases,
            Double worstRatio,
            String failure) {}

    /** The JSON document. */
    record Document(String spec, String device, int threads, String chosen, List<CandidateView> candidates) {}

    @Override
    public Integer call() throws IOException {
        PluginSnapshot snapshot = plugins.snapshot();
        Registry registry = snapshot.registry();
        registry.op(op);
        Devices.Found found = Devices.of(registry).find(device);
        DeviceInfo where = found.info();
        OpSpec spec = new OpSpec(op, registry.format(format), options.shape(), options.m(), options.activation());
        List<CandidateView> candidates = new ArrayList<>();
        try (Proofs proofs = new Proofs(snapshot, found, options.threads(), !noProve)) {
            for (Kernel kernel : registry.kernels()) {
                if (kernel.op().equals(op)) {
                    candidates.add(candidate(registry, kernel, spec, where, proofs));
                }
            }
        }
        Optional<CandidateView> chosen = candidates.stream().filter(CandidateView::eligible).findFirst();
        if (output.json()) {
            output.json(new Document(spec.toString(), device, options.threads(),
                    chosen.map(CandidateView::kernel).orElse(null), candidates));
        } else {
            print(spec, candidates, chosen);
        }
        return chosen.isPresent() ? ExitCode.OK : ExitCode.VERDICT_FAILED;
    }

    private CandidateView candidate(Registry registry, Kernel kernel, OpSpec spec, DeviceInfo where, Proofs proofs) {
        Support support = Cases.support(registry, kernel, spec, where, options.threads());
        List<Requirement> requirements = support.requirements().stream().distinct().toList();
        if (!support.supported()) {
            return new CandidateView(kernel.name(), kernel.isReference(), false, false, requirements, "", null, null, "");
        }
        Proofs.State state = proofs.of(kernel, spec);
        Contract contract = state.contract().orElse(null);
        boolean passed = contract != null && contract.passed();
        return new CandidateView(kernel.name(), kernel.isReference(), true, passed && !kernel.isReference(), requirements,
                contract == null ? "not proven" : passed ? "passed" : "failed",
                contract == null ? null : contract.cases(),
                contract == null ? null : contract.worstRatio(),
                contract == null ? state.problem() : contract.failure());
    }

    private void print(OpSpec spec, List<CandidateView> candidates, Optional<CandidateView> chosen) {
        output.line(spec + " on " + device + ", " + Amounts.count(options.threads(), "thread"));
        for (CandidateView candidate : candidates) {
            output.line("");
            output.line(candidate.kernel() + ": " + verdict(candidate, chosen));
            Table table = Table.plain("  ", 3);
            for (Requirement requirement : candidate.requirements()) {
                table.row(requirement.met() ? "ok" : "NO", requirement.name(),
                        requirement.required() + " required, " + requirement.found() + " given");
            }
            String contract = contract(candidate);
            int told = contract.indexOf(Proofs.COMMAND);
            int command = told < 0 ? -1 : told + Proofs.COMMAND.length();
            if (candidate.supported()) {
                table.row("passed".equals(candidate.contract()) ? "ok" : "NO", "contract",
                        command < 0 ? contract : contract.substring(0, command).strip());
            }
            table.print(output.out());
            if (candidate.supported() && command >= 0) {
                // In one line, to be copied.
                output.line("    " + contract.substring(command));
            }
        }
        output.line("");
        output.line(chosen.map(c -> "The dispatcher chooses " + c.kernel() + ".").orElse(
                "The dispatcher refuses this case: no fast kernel is proven for it."
                        + (candidates.stream().anyMatch(c -> c.reference() && "passed".equals(c.contract()))
                                ? " A reference kernel would serve under --fallback reference, and be counted." : "")));
    }

    private static String verdict(CandidateView candidate, Optional<CandidateView> chosen) {
        if (!candidate.supported()) {
            return "not eligible";
        }
        if (chosen.filter(candidate::equals).isPresent()) {
            return "eligible, chosen";
        }
        return candidate.eligible() ? "eligible"
                : candidate.reference() ? "a reference, only under --fallback reference" : "not eligible";
    }

    private String contract(CandidateView candidate) {
        return switch (candidate.contract()) {
            case "passed" -> "passed " + candidate.cases() + " cases here, worst error "
                    + Amounts.format("%.3g", candidate.worstRatio()) + " of its bound";
            case "failed" -> "failed here: " + candidate.failure();
            default -> candidate.failure();
        };
    }
}
