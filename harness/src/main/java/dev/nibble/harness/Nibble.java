package dev.nibble.harness;

import dev.nibble.harness.command.BenchCommand;
import dev.nibble.harness.command.CalibrateCommand;
import dev.nibble.harness.command.CheckCommand;
import dev.nibble.harness.command.CommandFactory;
import dev.nibble.harness.command.DecodeCommand;
import dev.nibble.harness.command.DemoCommand;
import dev.nibble.harness.command.DevicesCommand;
import dev.nibble.harness.command.DoctorCommand;
import dev.nibble.harness.command.EvalCommand;
import dev.nibble.harness.command.ExplainCommand;
import dev.nibble.harness.command.ExportKernelsCommand;
import dev.nibble.harness.command.InspectCommand;
import dev.nibble.harness.command.LintCommand;
import dev.nibble.harness.command.NewPluginCommand;
import dev.nibble.harness.command.PluginsCommand;
import dev.nibble.harness.command.QuantizeCommand;
import dev.nibble.harness.command.ReportCommand;
import dev.nibble.harness.command.ServeCommand;
import dev.nibble.harness.command.SupportCommand;
import dev.nibble.harness.command.SweepCommand;
import dev.nibble.harness.plugin.PluginFolders;
import dev.nibble.harness.plugin.PluginHosts;
import dev.nibble.harness.terminal.Failures;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code nibble} command: the root that all subcommands hang on. */
@Command(
        name = "nibble",
        mixinStandardHelpOptions = true,
        versionProvider = Nibble.Version.class,
        header = "Quantization on the JVM: every combination proven and measured, or refused with a reason.",
        description = {
            "",
            "Combines quantizers, formats, operations, kernels and devices. A combination is proven against a reference "
                    + "and measured, or refused with a reason.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 ok; 1 something did not pass; 2 the command or an input is wrong; 3 this machine lacks something.",
            "Start with: nibble demo"
        },
        // In the order in which a newcomer needs them.
        subcommands = {
            DemoCommand.class,
            CalibrateCommand.class,
            QuantizeCommand.class,
            InspectCommand.class,
            DecodeCommand.class,
            EvalCommand.class,
            CheckCommand.class,
            BenchCommand.class,
            SweepCommand.class,
            ReportCommand.class,
            ServeCommand.class,
            SupportCommand.class,
            ExplainCommand.class,
            LintCommand.class,
            ExportKernelsCommand.class,
            NewPluginCommand.class,
            PluginsCommand.class,
            DevicesCommand.class,
            DoctorCommand.class,
            HelpCommand.class
        })
public final class Nibble implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "With an error, show where in Nibble it happened.")
    private boolean stacktrace;

    /** Starts the command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The whole command line, with plugins of the class path only. */
    public static CommandLine commandLine() {
        return commandLine(Optional.empty(), _ -> { });
    }

    /**
     * The whole command line, ready to execute, with more commands.
     *
     * @param folders opens plugin folders, if there is anything that can
     * @param more adds subcommands
     */
    public static CommandLine commandLine(Optional<PluginFolders> folders, Consumer<CommandLine> more) {
        Nibble nibble = new Nibble();
        PluginHosts hosts = new PluginHosts(folders);
        CommandLine line = new CommandLine(nibble, new CommandFactory(hosts));
        // First, because settings reach those subcommands that are there.
        more.accept(line);
        line.setExecutionStrategy(parsed -> {
            try (hosts) {
                return new CommandLine.RunLast().execute(parsed);
            }
        });
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(100);
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler(Failures::ofParameters);
        line.setExecutionExceptionHandler(
                (failure, at, parsed) -> Failures.ofExecution(failure, at, nibble.stacktrace));
        return line;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** Version of Nibble and of the Java that runs it. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"nibble " + NibbleVersion.current() + " on Java " + System.getProperty("java.version")};
        }
    }
}
