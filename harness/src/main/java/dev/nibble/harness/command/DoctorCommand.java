package dev.nibble.harness.command;

import dev.nibble.harness.ExitCode;
import dev.nibble.harness.terminal.Output;
import dev.nibble.harness.terminal.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nibble doctor}: is everything here that Nibble needs, and what would help where it is not? */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {"Check this machine and installation, and say what would help.",
            "", "Java, memory, folders, plugins, devices, contracts, workers: each line is ok, warn or fail.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  nibble doctor", "  nibble doctor --no-worker --json",
            "", "Exit code 3 if a line is fail; warnings do not count."})
public final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    @Option(names = "--no-worker", description = "Do not start a worker JVM.")
    private boolean noWorker;

    /** How much a finding matters. */
    enum Level { OK, WARN, FAIL }

    /**
     * One thing that was looked at.
     *
     * @param found what is there
     * @param remedy what would help; empty if nothing is needed
     */
    record Finding(Level level, String topic, String found, String remedy) {
        static Finding ok(String topic, String found) {
            return new Finding(Level.OK, topic, found, "");
        }

        static Finding warn(String topic, String found, String remedy) {
            return new Finding(Level.WARN, topic, found, remedy);
        }

        static Finding fail(String topic, String found, String remedy) {
            return new Finding(Level.FAIL, topic, found, remedy);
        }
    }

    /** The JSON document. */
    record Document(boolean healthy, List<Finding> findings) {}

    @Override
    public Integer call() throws IOException {
        List<Finding> findings = new ArrayList<>(MachineCheckup.findings());
        findings.addAll(new InstallationCheckup(plugins.snapshot(), !noWorker).findings());
        boolean healthy = findings.stream().noneMatch(finding -> finding.level() == Level.FAIL);
        if (output.json()) {
            output.json(new Document(healthy, findings));
        } else {
            Table table = Table.plain("", 3);
            for (Finding finding : findings) {
                table.row(finding.level().name().toLowerCase(Locale.ROOT), finding.topic(), finding.found());
                if (!finding.remedy().isEmpty()) {
                    table.row("", "", "-> " + finding.remedy());
                }
            }
            table.print(output.out());
            output.line("");
            output.line(healthy ? "Nothing essential is missing." : "Something essential is missing: see the lines with fail.");
        }
        return healthy ? ExitCode.OK : ExitCode.ENVIRONMENT;
    }
}
