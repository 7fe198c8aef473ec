package io.reprise.node.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A YAML file with a line {@code name: value} per option, named as its flag is without the dashes. An option that may be
 * given several values takes a list, one of the form {@code NAME=VALUE} takes a map. Whatever else is in the file is an
 * error that says where.
 */
final class ConfigFile {
    /**
     * What an option is set to.
     *
     * @param value as a flag would say it
     * @param line in the file, from 1
     */
    record Entry(String value, int line) {}

    private final Path file;
    private final Map<String, OptionSpec> options;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ConfigFile(Path file, Map<String, OptionSpec> options) {
        this.file = file;
        this.options = options;
    }

    /**
     * @param options by name without dashes
     * @throws ConfigException the file cannot be read, or does not say what it should
     */
    static ConfigFile read(Path file, Map<String, OptionSpec> options) {
        ConfigFile read = new ConfigFile(file, options);
        try (YAMLParser parser = new YAMLFactory().createParser(Files.newBufferedReader(file))) {
            read.readAll(parser);
        } catch (JsonProcessingException e) {
            throw read.complaint(
                    e.getLocation(), e.getOriginalMessage().lines().findFirst().orElse("not YAML"));
        } catch (IOException e) {
            throw new ConfigException("cannot read the configuration file " + file + ": " + e);
        }
        return read;
    }

    /** What the file says of an option, or null. */
    Entry entry(String name) {
        return entries.get(name);
    }

    Path file() {
        return file;
    }

    private void readAll(YAMLParser parser) throws IOException {
        if (parser.nextToken() == null) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw complaint(parser.currentTokenLocation(), "there must be lines of the form `name: value`");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            readEntry(parser);
        }
        if (parser.nextToken() != null) {
            throw complaint(parser.currentTokenLocation(), "there must be one document in the file");
        }
    }

    private void readEntry(YAMLParser parser) throws IOException {
        String name = parser.currentName();
        JsonLocation where = parser.currentTokenLocation();
        OptionSpec option = options.get(name);
        if (option == null) {
            throw complaint(
                    where,
                    "there is no option " + name
                            + Nearest.to(name, options.keySet())
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse("; `reprise config` lists all there are"));
        }
        parser.nextToken();
        Entry earlier = entries.put(name, new Entry(value(parser, name, option), where.getLineNr()));
        if (earlier != null) {
            throw complaint(where, name + " is set twice; the first time in line " + earlier.line());
        }
    }

    private String value(YAMLParser parser, String name, OptionSpec option) throws IOException {
        boolean map = Map.class.isAssignableFrom(option.type());
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                require(map, parser, name, option, "a map");
                yield String.join(option.splitRegex(), pairs(parser, name, option));
            }
            case START_ARRAY -> {
                require(option.isMultiValue() && !map, parser, name, option, "a list");
                yield String.join(option.splitRegex(), elements(parser, name, option));
            }
            default -> {
                require(!map, parser, name, option, "a value");
                yield scalar(parser, name, option);
            }
        };
    }

    private List<String> pairs(YAMLParser parser, String name, OptionSpec option) throws IOException {
        Map<String, String> pairs = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            JsonLocation where = parser.currentTokenLocation();
            parser.nextToken();
            if (pairs.put(key, element(parser, name + "." + key, option)) != null) {
                throw complaint(where, key + " is set twice in " + name);
            }
        }
        return pairs.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .toList();
    }

    private List<String> elements(YAMLParser parser, String name, OptionSpec option) throws IOException {
        List<String> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(element(parser, name, option));
        }
        return elements;
    }

    private String element(YAMLParser parser, String name, OptionSpec option) throws IOException {
        String element = scalar(parser, name, option);
        if (element.contains(option.splitRegex())) {
            throw complaint(
                    parser.currentTokenLocation(),
                    name + " takes values without `" + option.splitRegex() + "`, not " + element);
        }
        return element;
    }

    private String scalar(YAMLParser parser, String name, OptionSpec option) throws IOException {
        if (!parser.currentToken().isScalarValue()) {
            throw complaint(parser.currentTokenLocation(), name + " takes plain values (" + option.paramLabel() + ")");
        }
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            throw complaint(parser.currentTokenLocation(), name + " has no value; leave it out to have its default");
        }
        if (parser.isCurrentAlias()) {
            throw complaint(parser.currentTokenLocation(), name + " takes a value, not a reference to one");
        }
        return parser.getText();
    }

    private void require(boolean fits, YAMLParser parser, String name, OptionSpec option, String got) {
        if (!fits) {
            throw complaint(parser.currentTokenLocation(), name + " takes " + wanted(name, option) + ", not " + got);
        }
    }

    private static String wanted(String name, OptionSpec option) {
        if (Map.class.isAssignableFrom(option.type())) {
            return "a map, as in `" + name + ": {" + option.paramLabel().replace("=", ": ") + "}`";
        }
        return (option.isMultiValue() ? "a value or a list (" : "a value (") + option.paramLabel() + ")";
    }

    private ConfigException complaint(JsonLocation where, String text) {
        return new ConfigException(file + (where == null ? "" : ":" + where.getLineNr()) + ": " + text);
    }
}
