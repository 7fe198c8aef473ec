package io.reprise.replay.frames;

import io.reprise.replay.FrameText;
import java.io.IOException;
import java.util.List;

/**
 * Frames as lines to read.
 *
 * @param frames how many
 * @param notes sentences about what is not there
 */
public record Dump(long frames, List<String> notes) {
    /**
     * @param json one JSON object a line instead of text
     * @param out gets the lines
     */
    public static Dump of(Frames frames, FrameText text, boolean json, Appendable out) throws IOException {
        while (frames.next()) {
            out.append(json ? text.json(frames.frame()) : text.line(frames.frame()))
                    .append('\n');
        }
        return new Dump(frames.count(), frames.notes());
    }
}
