package io.reprise.replay.verify;

import io.reprise.journal.RunManifest;
import io.reprise.journal.StateLog;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a run is, in few words: whoever has a copy gets the same, on any machine, JVM and path, at any time. Times and names
 * of starts are left out, as no result depends on them.
 *
 * @param states recorded, or reached by executing; in order of sequence
 */
public record Certificate(RunManifest manifest, JournalFacts journal, List<StateLog.Entry> states) {
    /**
     * What the journal and the digests are.
     *
     * @param begin the last sequence before the journal, 0 unless it was pruned
     * @param beginLink of that record
     * @param end the last sequence
     * @param endLink of that record
     * @param executed the last sequence whose answers are known
     * @param outputs hash over their digests, 16 hexadecimal digits
     */
    public record JournalFacts(long begin, int beginLink, long end, int endLink, long executed, String outputs) {}

    /** The facts that are hashed, one a line. */
    public List<String> facts() {
        List<String> facts = new ArrayList<>();
        facts.add("reprise certificate 1");
        facts.add("format " + manifest.format());
        facts.add("run " + manifest.id());
        facts.add("seed " + manifest.seed());
        facts.add("max-frame-length " + manifest.maxFrameLength());
        facts.add("fault-policy " + manifest.faultPolicy());
        manifest.limits().forEach((name, limit) -> facts.add("limit " + name + " " + limit));
        manifest.machines()
                .forEach(machine ->
                        facts.add("machine " + machine.service() + " " + machine.name() + " " + machine.version()));
        facts.add("begin " + journal.begin() + " " + hex(journal.beginLink()));
        facts.add("end " + journal.end() + " " + hex(journal.endLink()));
        facts.add("outputs " + journal.executed() + " " + journal.outputs());
        for (StateLog.Entry state : new LinkedHashSet<>(states)) { // a start without requests notes the same again
            facts.add("state " + state.sequence() + " " + state.outputs() + " " + state.state());
        }
        return facts;
    }

    /** Of the facts, each with a line feed behind it, in UTF-8. */
    public String sha256() {
        String text = String.join("\n", facts()) + "\n";
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** All of it in a line. */
    public String line() {
        String at = journal.executed() == journal.end() ? "" : " at " + journal.executed();
        String machines = manifest.machines().stream()
                .map(machine -> machine.name() + " " + machine.version())
                .collect(Collectors.joining(", "));
        return "certificate: run " + manifest.id() + ", " + (journal.end() - journal.begin()) + " events to sequence "
                + journal.end() + ", journal " + hex(journal.endLink()) + ", outputs " + journal.outputs() + at + ", "
                + state() + ", machines " + machines + "; sha256 " + sha256();
    }

    private String state() {
        if (states.isEmpty()) {
            return "no state recorded";
        }
        StateLog.Entry last = states.get(states.size() - 1);
        return "state " + last.state() + " at " + last.sequence();
    }

    private static String hex(int link) {
        return String.format(Locale.ROOT, "%08x", link);
    }
}
