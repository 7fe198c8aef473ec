package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;

/** Reads the sequences an answer ends before. One thread. */
final class StopReader {
    static final int MAX_STOPS = 4;

    private final Refusal refusal;

    StopReader(Refusal refusal) {
        this.refusal = refusal;
    }

    /** Reads {@code stop}. */
    boolean read(JsonNode body, Ask ask) {
        JsonNode stop = body.get("stop");
        if (!Json.isGiven(stop)) {
            return true;
        }
        if (stop.isTextual()) {
            ask.stops = new String[] {stop.textValue()};
            return check(stop, "stop");
        }
        if (!stop.isArray() || stop.size() > MAX_STOPS) {
            return refusal.because("stop must be a string or an array of up to " + MAX_STOPS + " strings; got "
                    + (stop.isArray() ? stop.size() + " elements" : Json.shown(stop)));
        }
        ask.stops = new String[stop.size()];
        for (int i = 0; i < ask.stops.length; i++) {
            if (!check(stop.get(i), "stop[" + i + "]")) {
                return false;
            }
            ask.stops[i] = stop.get(i).textValue();
        }
        return true;
    }

    private boolean check(JsonNode stop, String path) {
        return stop.isTextual() && !stop.textValue().isEmpty()
                || refusal.because(path + " must be a string of at least one character; got " + Json.shown(stop));
    }
}
