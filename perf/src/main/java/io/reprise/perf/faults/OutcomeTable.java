package io.reprise.perf.faults;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;

/** The end of {@code reprise faults}: a row for every fault, then what is worth knowing, then what was wrong. */
final class OutcomeTable {
    private static final double NS_PER_SECOND = 1e9;

    private final List<Outcome> outcomes;
    private final PrintStream out;

    OutcomeTable(List<Outcome> outcomes, PrintStream out) {
        this.outcomes = outcomes;
        this.out = out;
    }

    void print() {
        String row = "%-14s %7s %13s %9s %8s %12s %9s  %s%n";
        out.printf(Locale.ROOT, row, "fault", "rounds", "acknowledged", "lost", "doubled", "replay", "time", "verdict");
        for (Outcome outcome : outcomes) {
            Tally tally = outcome.tally();
            out.printf(
                    Locale.ROOT,
                    row,
                    outcome.fault(),
                    tally.rounds(),
                    count(tally.acknowledged()),
                    count(tally.lost()),
                    count(tally.doubled()),
                    replays(tally),
                    String.format(Locale.ROOT, "%.1f s", outcome.elapsedNs() / NS_PER_SECOND),
                    outcome.verdict());
        }
        for (Outcome outcome : outcomes) {
            if (!outcome.obstacle().isEmpty()) {
                out.println(outcome.fault() + ": not here: " + outcome.obstacle());
            }
            outcome.tally().notes().forEach(note -> out.println(outcome.fault() + ": " + note));
            outcome.tally().failures().forEach(failure -> out.println(outcome.fault() + ": WRONG: " + failure));
        }
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String replays(Tally tally) {
        if (tally.replays() == 0) {
            return "-";
        }
        return tally.identical() == tally.replays() ? "identical" : tally.identical() + " of " + tally.replays();
    }

    /** An object a line. */
    void printJson() throws IOException {
        for (Outcome outcome : outcomes) {
            StringWriter text = new StringWriter();
            try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
                Tally tally = outcome.tally();
                json.writeStartObject();
                json.writeStringField("fault", outcome.fault());
                json.writeNumberField("rounds", tally.rounds());
                json.writeNumberField("acknowledged", tally.acknowledged());
                json.writeNumberField("lost", tally.lost());
                json.writeNumberField("doubled", tally.doubled());
                json.writeNumberField("replays", tally.replays());
                json.writeNumberField("identical", tally.identical());
                json.writeNumberField("seconds", outcome.elapsedNs() / NS_PER_SECOND);
                json.writeStringField("verdict", outcome.verdict().name());
                json.writeStringField("obstacle", outcome.obstacle());
                write(json, "notes", tally.notes());
                write(json, "failures", tally.failures());
                json.writeEndObject();
            }
            out.println(text);
        }
    }

    private static void write(JsonGenerator json, String name, List<String> lines) throws IOException {
        json.writeArrayFieldStart(name);
        for (String line : lines) {
            json.writeString(line);
        }
        json.writeEndArray();
    }
}
