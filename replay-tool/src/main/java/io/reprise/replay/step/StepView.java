package io.reprise.replay.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.journal.StateLog;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.kernel.state.StateStore;
import io.reprise.replay.FrameText;
import io.reprise.replay.state.RegionText;
import java.util.List;

/** Shows where a {@link TimeTravel} is and what is there. */
final class StepView {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INDENT = "  ";
    private static final Instruction.RegionName SESSIONS = new Instruction.RegionName("kernel", "sessions");

    private final TimeTravel travel;
    private final FrameText text;

    StepView(TimeTravel travel, FrameText text) {
        this.travel = travel;
        this.text = text;
    }

    /** The frame, its answers, why it stopped, and why it does not go on. */
    Shown place(List<String> reasons) {
        Shown shown = frame();
        answers(shown);
        if (!reasons.isEmpty()) {
            ArrayNode stops = shown.json().putArray("stops");
            reasons.forEach(stops::add);
            reasons.forEach(reason -> shown.line(INDENT + "stop " + reason));
        }
        if (!travel.obstacle().isEmpty()) {
            shown.line(INDENT + travel.obstacle()).json().put("obstacle", travel.obstacle());
        } else if (travel.sequence() == travel.last()) {
            shown.line(INDENT + "the end: there is no frame behind it").json().put("end", true);
        }
        return shown;
    }

    Shown frame() {
        Shown shown = new Shown();
        shown.json().put("sequence", travel.sequence());
        FrameFlyweight frame = travel.frame();
        if (frame == null) {
            return shown.line("at the beginning, sequence " + travel.sequence() + ": no frame was executed yet");
        }
        shown.json().set("frame", json(frame));
        return shown.line(text.line(frame));
    }

    Shown answers() {
        Shown shown = new Shown();
        shown.json().put("sequence", travel.sequence());
        answers(shown);
        return shown.lines().isEmpty() ? shown.line("no answers") : shown;
    }

    private void answers(Shown shown) {
        ArrayNode answers = shown.json().putArray("answers");
        for (FrameFlyweight answer : travel.answers()) {
            answers.add(json(answer));
            shown.line(INDENT + text.line(answer));
        }
    }

    private JsonNode json(FrameFlyweight frame) {
        try {
            return JSON.readTree(text.json(frame));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a frame's JSON cannot be read", e);
        }
    }

    Shown info() {
        StateLog.Entry state = travel.state();
        Shown shown = new Shown();
        shown.json()
                .put("sequence", travel.sequence())
                .put("first", travel.first())
                .put("last", travel.last())
                .put("timeNs", travel.timeNs())
                .put("time", RegionText.time(travel.timeNs()))
                .put("outputs", state.outputs())
                .put("state", state.state())
                .put("faults", travel.machines().faults())
                .put("timers", travel.machines().timers().count())
                .put("sessions", travel.machines().sessions().count())
                .put("obstacle", travel.obstacle());
        shown.line("sequence " + travel.sequence() + " of " + travel.first() + " to " + travel.last());
        shown.line("time     " + (travel.timeNs() == 0 ? "0" : RegionText.time(travel.timeNs())));
        shown.line("outputs  " + state.outputs());
        shown.line("state    " + state.state());
        return shown.line(travel.obstacle().isEmpty() ? "as it was recorded" : travel.obstacle());
    }

    Shown regions() {
        Shown shown = new Shown();
        ArrayNode regions = shown.json().putArray("regions");
        for (StateStore store : travel.machines().stores()) {
            for (Region region : store.regions()) {
                RegionLayout layout = region.layout();
                String name = store.owner() + '/' + region.name();
                String hash = StateLog.hex(region.hash());
                ObjectNode node = regions.addObject().put("region", name).put("length", region.length());
                node.put("hash", hash).put("records", layout.count()).put("fields", Regions.fieldNames(layout));
                shown.line(name + ", " + region.length() + " bytes, hash " + hash
                        + (layout.count() == 0 ? "" : ", records of " + Regions.fieldNames(layout)));
            }
        }
        return shown;
    }

    /** The state of a session whose requests are executed exactly once. */
    Shown session(long session) {
        ObjectNode record = RegionText.recordOfKey(Regions.find(travel.machines(), SESSIONS), session);
        if (record == null) {
            throw new WrongInstructionException("at sequence " + travel.sequence()
                    + " there is no exactly-once session " + session + "; others leave nothing in the kernel's state");
        }
        return records(List.of(record));
    }

    Shown region(Instruction.PrintRegion wanted) {
        Region region = Regions.find(travel.machines(), wanted.region());
        if (wanted.key().isPresent()) {
            if (region.layout().count() == 0) {
                throw new WrongInstructionException("region " + wanted.region() + " has no records with a key");
            }
            ObjectNode record = RegionText.recordOfKey(region, wanted.key().getAsLong());
            return records(record == null ? List.of() : List.of(record));
        }
        if (wanted.offset().isPresent()) {
            int offset = wanted.offset().getAsInt();
            if (offset >= region.length()) {
                throw new WrongInstructionException(
                        "region " + wanted.region() + " has " + region.length() + " bytes, and none at " + offset);
            }
            return records(List.of(RegionText.record(region, offset)));
        }
        List<ObjectNode> used = RegionText.used(region, wanted.limit() + 1);
        Shown shown = records(used.subList(0, Math.min(used.size(), wanted.limit())));
        if (used.size() > wanted.limit()) {
            shown.line("and more; limit N shows N of them").json().put("more", true);
        }
        return shown;
    }

    private static Shown records(List<ObjectNode> records) {
        Shown shown = new Shown();
        ArrayNode nodes = shown.json().putArray("records");
        for (ObjectNode record : records) {
            nodes.add(record);
            JsonNode content = record.has("fields") ? record.get("fields") : record.get("words");
            shown.line("@" + record.get("offset").asInt() + " " + (record.has("header") ? "header " : "")
                    + (record.path("used").asBoolean(true) ? "" : "unused ") + content);
        }
        return records.isEmpty() ? shown.line("nothing") : shown;
    }
}
