package io.reprise.replay.step;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What an instruction came to, for people and for programs. */
record Shown(List<String> lines, ObjectNode json) {
    Shown() {
        this(new ArrayList<>(), JsonNodeFactory.instance.objectNode());
    }

    Shown line(String line) {
        lines.add(line);
        return this;
    }
}
