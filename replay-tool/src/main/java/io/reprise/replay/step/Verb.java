package io.reprise.replay.step;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The words an instruction begins with. */
enum Verb {
    NEXT("next [N]", "executes the next frame, or N; stops early at a break or a watched change"),
    BACK("back [N]", "goes back a frame, or N"),
    GOTO(
            "goto SEQ|TIME|start|end",
            "goes to a sequence, or to the first frame of a time such as 2026-11-20T19:44:31.5Z"),
    BREAK(
            "break [method=M] [session=S] [status=T] [where EXPR]",
            "stops at a frame for which all of it holds, or at one with such an answer"),
    BREAKS("breaks", "lists breaks and watches"),
    DELETE("delete N", "forgets a break or a watch"),
    CONTINUE("continue [back]", "executes to the next break or watched change, or the end; back: to the one before"),
    PRINT(
            "print frame|answers|session ID|region OWNER/NAME [key K|at OFFSET] [limit N]",
            "shows the frame, its answers, an exactly-once session, or records of a region"),
    REGIONS("regions", "lists the regions of state"),
    WATCH("watch OWNER/NAME key K [FIELD]", "stops when a record changes, or one field of it"),
    INFO("info", "says where it is: sequence, time, hashes"),
    HELP("help", "lists the commands"),
    QUIT("quit", "ends");

    private final String usage;
    private final String meaning;

    Verb(String usage, String meaning) {
        this.usage = usage;
        this.meaning = meaning;
    }

    String usage() {
        return usage;
    }

    String meaning() {
        return meaning;
    }

    static Verb of(String word) {
        for (Verb verb : values()) {
            if (verb.word().equals(word)) {
                return verb;
            }
        }
        throw new WrongInstructionException("there is no command \"" + word + "\"; there are "
                + Arrays.stream(values()).map(Verb::word).collect(Collectors.joining(", ")));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
