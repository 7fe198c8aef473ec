package io.reprise.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.reprise.kernel.ExitCode;
import io.reprise.kernel.machine.Machines;
import io.reprise.node.config.Configuration;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reprise config}: what {@code serve} would go by with the same flags, environment and file. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Prints the configuration serve would have: every value with its unit and with where it comes from.")
final class ConfigCommand implements Callable<Integer> {
    private final Configuration configuration;

    @ArgGroup
    private Shape shape = new Shape();

    @Mixin
    private ServeOptions options;

    @Spec
    private CommandSpec spec;

    /** One of them; none: a table. */
    private static final class Shape {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Option(names = "--yaml", description = "Print a file that --config takes.")
        private boolean yaml;
    }

    ConfigCommand(Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public Integer call() throws IOException {
        List<Setting> settings = settings();
        PrintWriter out = spec.commandLine().getOut();
        if (shape.json) {
            printJson(settings, out);
        } else if (shape.yaml) {
            printYaml(settings, out);
        } else {
            printTable(settings, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    /** Every option; the limits one by one, as far as this program's machines have any. */
    private List<Setting> settings() {
        Machines machines =
                new Machines(Machines.discover(), options.config().kernel().limits());
        List<Setting> settings = new ArrayList<>();
        for (OptionSpec declared : configuration.options().values()) {
            OptionSpec option = spec.findOption(declared.longestName());
            Setting setting = Setting.of(option, spec.commandLine().getParseResult(), configuration);
            if (setting.name().equals(KernelOptions.LIMIT)) {
                machines.limits()
                        .forEach((name, value) -> settings.add(setting.entry(
                                name,
                                value,
                                options.kernel.limits.containsKey(name) ? setting.origin() : Setting.DEFAULT)));
            } else {
                settings.add(setting);
            }
        }
        return settings;
    }

    private static void printTable(List<Setting> settings, PrintWriter out) {
        List<Function<Setting, String>> columns = List.of(
                Setting::module,
                setting -> setting.key().isEmpty() ? setting.name() : setting.name() + " " + setting.key(),
                Setting::text,
                Setting::unit,
                Setting::origin);
        List<String> titles = List.of("module", "option", "value", "unit", "from");
        StringBuilder format = new StringBuilder();
        for (int i = 0; i < columns.size() - 1; i++) {
            int width = titles.get(i).length();
            for (Setting setting : settings) {
                width = Math.max(width, columns.get(i).apply(setting).length());
            }
            format.append("%-").append(width).append("s  ");
        }
        format.append("%s%n");
        out.printf(Locale.ROOT, format.toString(), titles.toArray());
        for (Setting setting : settings) {
            out.printf(
                    Locale.ROOT,
                    format.toString(),
                    columns.stream().map(column -> column.apply(setting)).toArray());
        }
    }

    private static void printYaml(List<Setting> settings, PrintWriter out) {
        String map = "";
        for (Setting setting : settings) {
            if (!setting.key().isEmpty() && !setting.name().equals(map)) {
                map = setting.name();
                out.println(map + ":");
            }
            out.println(setting.yaml());
        }
    }

    private static void printJson(List<Setting> settings, PrintWriter out) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out);
        json.useDefaultPrettyPrinter();
        json.writeStartArray();
        for (Setting setting : settings) {
            json.writeStartObject();
            json.writeStringField("module", setting.module());
            json.writeStringField("option", setting.name());
            if (!setting.key().isEmpty()) {
                json.writeStringField("key", setting.key());
            }
            json.writeFieldName("value");
            writeValue(json, setting);
            json.writeStringField("unit", setting.unit());
            json.writeStringField("from", setting.origin());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.flush();
        out.println();
    }

    private static void writeValue(JsonGenerator json, Setting setting) throws IOException {
        if (setting.value() == null) {
            json.writeNull();
        } else if (setting.value() instanceof Number number) {
            json.writeNumber(number.toString());
        } else if (setting.value() instanceof Boolean is) {
            json.writeBoolean(is);
        } else {
            json.writeString(setting.text());
        }
    }
}
