package io.reprise.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The catalogue of cases, what the runners said of them, and the page that shows it. */
final class SdkMatrix {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Provider, case, description. */
    private final Map<String, Map<String, String>> catalogue = new LinkedHashMap<>();

    private final List<Result> results = new ArrayList<>();

    SdkMatrix(Path catalogueFile) throws IOException {
        for (Map.Entry<String, JsonNode> provider :
                JSON.readTree(catalogueFile.toFile()).properties()) {
            Map<String, String> cases = new LinkedHashMap<>();
            provider.getValue()
                    .properties()
                    .forEach(entry -> cases.put(entry.getKey(), entry.getValue().asText()));
            catalogue.put(provider.getKey(), cases);
        }
    }

    /** One case, run by one SDK. */
    record Result(
            String provider, String sdk, String version, String language, String name, String status, String detail) {
        static Result of(JsonNode line) {
            Iterator<String> texts =
                    List.of("provider", "sdk", "version", "language", "case", "status", "detail").stream()
                            .map(field -> line.get(field).asText())
                            .iterator();
            return new Result(
                    texts.next(), texts.next(), texts.next(), texts.next(), texts.next(), texts.next(), texts.next());
        }

        /** Such as {@code openai/node/7/chat-answer}. */
        String id() {
            return String.join("/", provider, language, version.substring(0, version.indexOf('.')), name);
        }

        boolean isFailure() {
            return status.equals("fail");
        }

        private String column() {
            return switch (language) {
                        case "node" -> "JavaScript";
                        case "python" -> "Python";
                        default -> "Java";
                    }
                    + " " + version;
        }
    }

    /** Takes the lines that a runner printed. */
    void add(String lines) throws IOException {
        for (String line : lines.lines().filter(text -> text.startsWith("{")).toList()) {
            results.add(Result.of(JSON.readTree(line)));
        }
    }

    List<Result> results() {
        return List.copyOf(results);
    }

    /** What is missing or too much: every SDK has every case of its provider once. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        Map<String, List<Result>> bySdk = results.stream()
                .collect(Collectors.groupingBy(
                        result -> result.provider() + " " + result.column(), TreeMap::new, Collectors.toList()));
        bySdk.forEach((sdk, found) -> {
            Collection<String> expected = catalogue.get(found.get(0).provider()).keySet().stream()
                    .sorted()
                    .toList();
            Collection<String> names = found.stream().map(Result::name).sorted().toList();
            if (!expected.equals(names)) {
                gaps.add(sdk + " ran " + names + " and not " + expected);
            }
        });
        return gaps;
    }

    /** Failures that no line of known failures names, and lines that name no failure. */
    List<String> surprises(Path knownFailures) throws IOException {
        List<Pattern> known = Files.readAllLines(knownFailures).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\\s+", 2)[0])
                .map(glob -> Pattern.compile(Pattern.quote(glob).replace("*", "\\E[^/]*\\Q")))
                .toList();
        List<String> surprises = new ArrayList<>();
        List<Result> failures = results.stream().filter(Result::isFailure).toList();
        for (Result failure : failures) {
            if (known.stream().noneMatch(id -> id.matcher(failure.id()).matches())) {
                surprises.add(failure.id() + " fails: " + failure.detail());
            }
        }
        for (Pattern id : known) {
            if (failures.stream().noneMatch(failure -> id.matcher(failure.id()).matches())) {
                surprises.add(
                        id.pattern().replaceAll("\\\\[QE]|(?<=\\[)\\^/(?=])", "") + " is known to fail and does not");
            }
        }
        return surprises;
    }

    void write(Path file) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), results);
    }

    /** A table for each provider: a row for each case, a column for each SDK. */
    String markdown() {
        StringBuilder page = new StringBuilder();
        catalogue.forEach((provider, cases) -> {
            List<Result> all =
                    results.stream().filter(r -> r.provider().equals(provider)).toList();
            List<String> columns =
                    all.stream().map(Result::column).distinct().sorted().toList();
            Map<String, String> cells = new TreeMap<>();
            all.forEach(result -> cells.put(result.name() + " " + result.column(), cell(result)));
            page.append("\n### ").append(provider).append("\n\n| case | what is promised |");
            columns.forEach(column -> page.append(' ').append(column).append(" |"));
            page.append("\n|---|---|").append("---|".repeat(columns.size())).append('\n');
            cases.forEach((name, description) -> {
                page.append("| ").append(name).append(" | ").append(description).append(" |");
                columns.forEach(column -> page.append(' ')
                        .append(cells.getOrDefault(name + " " + column, ""))
                        .append(" |"));
                page.append('\n');
            });
        });
        return page.toString();
    }

    private static String cell(Result result) {
        return switch (result.status()) {
            case "pass" -> "yes";
            case "skip" -> "not possible: " + result.detail();
            default -> "**no**";
        };
    }
}
