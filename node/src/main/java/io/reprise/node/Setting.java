package io.reprise.node;

import io.reprise.node.config.Configuration;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * One value of the configuration there is.
 *
 * @param module that goes by it
 * @param name as in the file
 * @param key of an entry, where the option is a map; else empty
 * @param value null when it is not set
 * @param unit such as {@code ms}
 * @param origin where the value comes from
 */
record Setting(String module, String name, String key, Object value, String unit, String origin) {
    static final String DEFAULT = "default";

    /** An option with this label holds something that is never shown. */
    private static final String SECRET = "SECRET";

    private static final String NOT_SHOWN = "(not shown)";

    /** What YAML takes for something else than text. */
    private static final Set<String> YAML_WORDS = Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

    /** @param parsed the command line that the option was given, or not given, in */
    static Setting of(OptionSpec option, ParseResult parsed, Configuration configuration) {
        boolean flag = parsed.hasMatchedOption(option.longestName());
        Object value = option.getValue();
        return new Setting(
                module(option),
                Configuration.name(option),
                "",
                value != null && option.paramLabel().equals(SECRET) ? NOT_SHOWN : value,
                unit(option),
                flag ? "flag" : configuration.origin(option).orElse(DEFAULT));
    }

    /** By the class that declares it: {@code KernelOptions} has those of the kernel. */
    static String module(OptionSpec option) {
        String owner = ((Field) option.userObject()).getDeclaringClass().getSimpleName();
        return owner.replace("Options", "").toLowerCase(Locale.ROOT);
    }

    /** As the option's label says it; {@code N} counts something. */
    static String unit(OptionSpec option) {
        return option.paramLabel().equals("N") ? "count" : option.paramLabel().toLowerCase(Locale.ROOT);
    }

    /** Of an option with several values, one of them. */
    Setting entry(String entryKey, Object entryValue, String entryOrigin) {
        String owner = entryKey.substring(0, entryKey.indexOf('.'));
        return new Setting(owner, name, entryKey, entryValue, entryKey.endsWith("-ms") ? "ms" : "count", entryOrigin);
    }

    /** For people. */
    String text() {
        if (value == null || value instanceof Collection<?> list && list.isEmpty()) {
            return "-";
        }
        return value instanceof Collection<?> list
                ? list.stream().map(Setting::plain).collect(Collectors.joining(","))
                : plain(value);
    }

    /** A line of a file for {@code --config}; a comment where there is no value to show. */
    String yaml() {
        String comment = "  # " + unit + ", " + origin;
        if (text().equals("-") || NOT_SHOWN.equals(value) || Configuration.FILE_OPTION.endsWith("-" + name)) {
            return "# " + name + ": " + text() + comment;
        }
        String text = value instanceof Collection<?> list
                ? list.stream().map(Setting::quoted).collect(Collectors.joining(", ", "[", "]"))
                : quoted(value);
        return (key.isEmpty() ? name : "  " + key) + ": " + text + comment;
    }

    private static String plain(Object one) {
        return one instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : one.toString();
    }

    private static String quoted(Object one) {
        String text = plain(one);
        boolean clear = one instanceof Number
                || one instanceof Boolean
                || text.matches("[A-Za-z][A-Za-z0-9_./-]*") && !YAML_WORDS.contains(text.toLowerCase(Locale.ROOT));
        return clear ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
