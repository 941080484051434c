package dev.nibble.harness.terminal;

import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.harness.ExitCode;
import dev.nibble.harness.UsageException;
import dev.nibble.models.file.TensorFileException;
import dev.nibble.runtime.quantize.QuantizationRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line on stderr and an exit code. */
public final class Failures {
    private Failures() {}

    /** A command line that cannot be parsed: what is wrong, a guess at what was meant, and where to read on. */
    public static int ofParameters(ParameterException failure, String[] arguments) {
        CommandLine at = failure.getCommandLine();
        at.getErr().println("nibble: " + oneLine(failure.getMessage()));
        UnmatchedArgumentException.printSuggestions(failure, at.getErr());
        at.getErr().println("See: " + at.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    /** A command that failed. */
    public static int ofExecution(Exception failure, CommandLine at, boolean stacktrace) {
        if (stacktrace) {
            failure.printStackTrace(at.getErr());
        }
        boolean expected = exitCode(failure) == ExitCode.USAGE || message(failure) != null;
        at.getErr().println("nibble: " + oneLine(describe(failure))
                + (expected || stacktrace ? "" : " (--stacktrace shows where)"));
        return exitCode(failure);
    }

    /** The exit code that fits an exception. */
    public static int exitCode(Throwable failure) {
        return switch (failure) {
            case UsageException _, NoSuchPluginException _, IllegalArgumentException _ -> ExitCode.USAGE;
            case NoSuchFileException _, FileAlreadyExistsException _, NotDirectoryException _ -> ExitCode.USAGE;
            case UncheckedIOException e -> exitCode(e.getCause());
            // Without a failure of the disk behind it, the file itself is wrong.
            case TensorFileException e -> e.getCause() == null ? ExitCode.USAGE : exitCode(e.getCause());
            case QuantizationRefusedException _ -> ExitCode.USAGE;
            case ParameterException _ -> ExitCode.USAGE;
            case null, default -> ExitCode.ENVIRONMENT;
        };
    }

    /** What happened, in words: file system exceptions have only a file name as their message. */
    public static String describe(Throwable failure) {
        return switch (failure) {
            case UncheckedIOException e -> describe(e.getCause());
            case NoSuchFileException e -> "there is no file " + e.getFile();
            case FileAlreadyExistsException e -> e.getFile() + " exists already";
            case NotDirectoryException e -> e.getFile() + " is not a folder";
            case AccessDeniedException e -> "no permission for " + e.getFile();
            case FileSystemException e -> e.getFile() + ": " + (e.getReason() == null ? "cannot be used" : e.getReason());
            case IOException e when message(e) != null -> message(e);
            case null -> "unknown failure";
            default -> message(failure) != null ? message(failure) : failure.getClass().getSimpleName();
        };
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? null : message;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
