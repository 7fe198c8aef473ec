package io.reprise.replay.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.replay.state.RegionText;
import java.util.Arrays;

/** Stops when the record of a key changes, or one field of it. Between changes it compares bytes and makes no text. */
final class Watch implements Stop {
    private static final String NOTHING = "nothing";
    private static final long[] NO_BYTES = {};

    private final Instruction.Watch wanted;
    private long[] bytes = NO_BYTES;
    private String value = NOTHING;

    /** @throws WrongInstructionException when there is no such region, or field of its records */
    Watch(Instruction.Watch wanted, TimeTravel travel) {
        this.wanted = wanted;
        RegionLayout layout = Regions.find(travel.machines(), wanted.region()).layout();
        if (layout.count() == 0) {
            throw new WrongInstructionException("region " + wanted.region() + " has no records with a key");
        }
        wanted.field().ifPresent(field -> requireField(layout, field));
        arm(travel);
    }

    private void requireField(RegionLayout layout, String field) {
        if (layout.fields().stream().noneMatch(each -> each.name().equals(field))) {
            throw new WrongInstructionException("a record of " + wanted.region() + " has no field \"" + field
                    + "\"; it has " + Regions.fieldNames(layout));
        }
    }

    @Override
    public void arm(TimeTravel travel) {
        bytes = read(travel);
        value = text(travel);
    }

    @Override
    public String reason(TimeTravel travel) {
        long[] now = read(travel);
        if (Arrays.equals(now, bytes)) {
            return "";
        }
        String before = value;
        bytes = now;
        value = text(travel);
        return value.equals(before) ? "" : this + ": " + before + " -> " + value;
    }

    @Override
    public boolean isWatch() {
        return true;
    }

    /** Such as {@code 15}, or the fields of the record, or {@code nothing}. */
    String value() {
        return value;
    }

    private String text(TimeTravel travel) {
        ObjectNode record = RegionText.recordOfKey(region(travel), wanted.key());
        if (record == null) {
            return NOTHING;
        }
        JsonNode fields = record.get("fields");
        return wanted.field().map(field -> fields.get(field).asText()).orElseGet(fields::toString);
    }

    private long[] read(TimeTravel travel) {
        Region here = region(travel);
        int start = here.layout().directory().find(wanted.key());
        if (start == RegionLayout.Directory.NONE) {
            return NO_BYTES;
        }
        long[] words = new long[here.layout().stride() / Long.BYTES];
        for (int word = 0; word < words.length; word++) {
            words[word] = here.getLong(start + word * Long.BYTES);
        }
        return words;
    }

    /** Looked for each time: going back makes other machines. */
    private Region region(TimeTravel travel) {
        return Regions.find(travel.machines(), wanted.region());
    }

    @Override
    public String toString() {
        return "watch " + wanted.region() + " key " + wanted.key()
                + wanted.field().map(field -> " " + field).orElse("");
    }
}
