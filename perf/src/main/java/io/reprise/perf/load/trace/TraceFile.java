package io.reprise.perf.load.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a trace; its first line tells the format. */
public final class TraceFile {
    private final Path path;
    private final List<TraceRequest> requests = new ArrayList<>();
    private int line;

    private TraceFile(Path path) {
        this.path = path;
    }

    /**
     * @param limit of requests; the rest of the file is not read
     * @throws IllegalArgumentException when a line is not what its format asks for; the message names file and line
     */
    public static Trace read(Path path, long limit) throws IOException {
        return new TraceFile(path).read(limit);
    }

    private Trace read(long limit) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            line = 1;
            String text = reader.readLine();
            TraceFormat format = format(text);
            text = format.hasHeader() ? next(reader) : text;
            while (text != null && requests.size() < limit) {
                if (!text.isBlank()) {
                    add(parse(format, text));
                }
                text = next(reader);
            }
        }
        if (requests.isEmpty()) {
            throw fault("there is no request in it");
        }
        return new Trace(requests);
    }

    private String next(BufferedReader reader) throws IOException {
        line++;
        return reader.readLine();
    }

    private TraceFormat format(String first) {
        if (first != null && first.stripLeading().startsWith("{")) {
            return new MooncakeFormat();
        }
        if (first != null && first.strip().equals(AzureFormat.HEADER)) {
            return new AzureFormat();
        }
        throw fault("a trace is either JSON lines with timestamp, input_length, output_length, hash_ids (Mooncake)"
                + " or CSV that starts with " + AzureFormat.HEADER + " (Azure)");
    }

    private TraceRequest parse(TraceFormat format, String text) throws IOException {
        try {
            return format.parse(text);
        } catch (IllegalArgumentException e) {
            throw fault(e.getMessage());
        }
    }

    private void add(TraceRequest request) {
        if (!requests.isEmpty()
                && request.timeNs() < requests.get(requests.size() - 1).timeNs()) {
            throw fault("this request came before the one above it; sort the trace by time");
        }
        requests.add(request);
    }

    private IllegalArgumentException fault(String reason) {
        return new IllegalArgumentException(path + ", line " + line + ": " + reason);
    }
}
