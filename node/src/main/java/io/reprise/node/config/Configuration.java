package io.reprise.node.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Unmatched;

/**
 * Values of options that no flag gives: from the environment, else from the file that {@code --config} names. It goes by
 * the options there are, so that a new option needs nothing here. An option {@code --max-in-flight} is
 * {@code REPRISE_MAX_IN_FLIGHT} in the environment and {@code max-in-flight} in the file. An empty variable counts as not
 * set.
 */
public final class Configuration implements IDefaultValueProvider {
    /** Of the option that names the file. */
    public static final String FILE_OPTION = "--config";

    private static final String PREFIX = "REPRISE_";

    /** Variables that are not ours but the launcher's. */
    private static final Set<String> OF_THE_LAUNCHER = Set.of("REPRISE_JAVA_OPTS", "REPRISE_BUILD");

    private final Map<String, String> environment;
    private final Map<String, OptionSpec> options = new LinkedHashMap<>();
    private final List<String> arguments;
    private final Path file;
    private ConfigFile read;

    /** What is looked at before anything else. */
    @Command
    private static final class FileOption {
        @Option(names = FILE_OPTION)
        private Path file;

        @Unmatched
        private List<String> others = new ArrayList<>();
    }

    /**
     * @param settings an object with the options that may be set; others take no value from here
     * @param arguments of the command line
     */
    public Configuration(Object settings, String[] arguments, Map<String, String> environment) {
        this.environment = environment;
        this.arguments = List.of(arguments);
        for (OptionSpec option : new CommandLine(settings).getCommandSpec().options()) {
            options.put(name(option), option);
        }
        FileOption flag = CommandLine.populateCommand(new FileOption(), arguments);
        String variable = environment.getOrDefault(variable(FILE_OPTION), "");
        this.file = flag.file != null || variable.isEmpty() ? flag.file : Path.of(variable);
    }

    /** The options that may be set, by name without dashes, in the order of their classes. */
    public Map<String, OptionSpec> options() {
        return options;
    }

    /** As the file has it: {@code max-in-flight}. */
    public static String name(OptionSpec option) {
        return option.longestName().substring(2);
    }

    /** As the environment has it: {@code REPRISE_MAX_IN_FLIGHT}. */
    public static String variable(String flag) {
        return PREFIX + flag.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || !options.containsKey(name(option))) {
            return null;
        }
        String variable = environment.getOrDefault(variable(option.longestName()), "");
        if (!variable.isEmpty()) {
            return variable;
        }
        try {
            ConfigFile.Entry entry = entry(option);
            return entry == null ? null : entry.value();
        } catch (ConfigException e) {
            throw new ParameterException(option.command().commandLine(), e.getMessage(), e);
        }
    }

    /** Where the value of an option comes from that no flag gives; empty for its default. */
    public Optional<String> origin(OptionSpec option) {
        String variable = variable(option.longestName());
        if (!environment.getOrDefault(variable, "").isEmpty()) {
            return Optional.of("environment " + variable);
        }
        ConfigFile.Entry entry = entry(option);
        return entry == null ? Optional.empty() : Optional.of("file " + file + ":" + entry.line());
    }

    /** The complaint of picocli, with where the value came from if it was not a flag. */
    public String sentence(ParameterException complaint) {
        if (!(complaint.getArgSpec() instanceof OptionSpec option)
                || arguments.stream().anyMatch(argument -> names(argument, option))) {
            return complaint.getMessage();
        }
        return origin(option).map(origin -> origin + ": ").orElse("") + complaint.getMessage();
    }

    /** Variables that look like options and are none: a sentence each. Others may share the prefix. */
    public List<String> warnings() {
        Map<String, String> names = new LinkedHashMap<>();
        options.values().forEach(option -> names.put(variable(option.longestName()), option.longestName()));
        List<String> warnings = new ArrayList<>();
        for (String variable : environment.keySet()) {
            if (variable.startsWith(PREFIX) && !names.containsKey(variable) && !OF_THE_LAUNCHER.contains(variable)) {
                Nearest.to(variable, names.keySet())
                        .ifPresent(near -> warnings.add(
                                "the environment variable " + variable + " sets nothing; did you mean " + near + "?"));
            }
        }
        return warnings;
    }

    private static boolean names(String argument, OptionSpec option) {
        return Arrays.stream(option.names()).anyMatch(name -> argument.equals(name) || argument.startsWith(name + "="));
    }

    private ConfigFile.Entry entry(OptionSpec option) {
        if (file == null) {
            return null;
        }
        if (read == null) {
            Map<String, OptionSpec> inFile = new LinkedHashMap<>(options);
            inFile.remove(FILE_OPTION.substring(2));
            read = ConfigFile.read(file, inFile);
        }
        return read.entry(name(option));
    }
}
