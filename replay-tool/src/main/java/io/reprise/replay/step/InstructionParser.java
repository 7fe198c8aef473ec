package io.reprise.replay.step;

import io.reprise.kernel.frame.Status;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Makes an {@link Instruction} of a line. What it refuses, it refuses with the usage that would be right. */
final class InstructionParser {
    static final int DEFAULT_LIMIT = 10;

    private static final String WHERE = "where";
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final Verb verb;
    private final String rest;
    private final String[] words;
    private int at;

    private InstructionParser(String line) {
        String[] parts = line.strip().split("\\s+", 2);
        this.verb = Verb.of(parts[0]);
        this.rest = parts.length > 1 ? parts[1].strip() : "";
        this.words = rest.isEmpty() ? new String[0] : rest.split("\\s+");
    }

    /** @throws WrongInstructionException when it is none */
    static Instruction parse(String line) {
        InstructionParser parser = new InstructionParser(line);
        Instruction instruction = parser.instruction();
        if (parser.hasMore()) {
            throw parser.wrong("\"" + parser.words[parser.at] + "\" is too much");
        }
        return instruction;
    }

    private Instruction instruction() {
        return switch (verb) {
            case NEXT -> new Instruction.Next(hasMore() ? positive("how many frames") : 1);
            case BACK -> new Instruction.Back(hasMore() ? positive("how many frames") : 1);
            case GOTO -> goTo(word("where to"));
            case BREAK -> breakAt();
            case BREAKS -> new Instruction.Stops();
            case DELETE -> new Instruction.Delete(number("the number of a break or watch"));
            case CONTINUE -> new Instruction.Continue(isNext("back"));
            case PRINT -> print(word("what"));
            case REGIONS -> new Instruction.Regions();
            case WATCH -> watch();
            case INFO -> new Instruction.Info();
            case HELP -> new Instruction.Help();
            case QUIT -> new Instruction.Quit();
        };
    }

    private Instruction goTo(String target) {
        if (target.equals("start")) {
            return new Instruction.GoToStart();
        }
        if (target.equals("end")) {
            return new Instruction.GoToEnd();
        }
        if (target.matches("[0-9]+")) {
            return new Instruction.GoToSequence(number(target, "a sequence"));
        }
        try {
            Instant time = Instant.parse(target);
            long ns = Math.multiplyExact(time.getEpochSecond(), NS_PER_SECOND);
            return new Instruction.GoToTime(Math.addExact(ns, time.getNano()));
        } catch (DateTimeException | ArithmeticException e) {
            throw wrong("\"" + target + "\" is no sequence and no time");
        }
    }

    private Instruction breakAt() {
        Optional<String> method = Optional.empty();
        OptionalLong session = OptionalLong.empty();
        OptionalInt status = OptionalInt.empty();
        if (!hasMore()) {
            throw wrong("it takes a condition");
        }
        while (hasMore() && !words[at].equals(WHERE)) {
            String word = words[at++];
            int equals = word.indexOf('=');
            String value = word.substring(equals + 1);
            switch (equals < 1 || value.isEmpty() ? "" : word.substring(0, equals)) {
                case "method" -> method = Optional.of(value);
                case "session" -> session = OptionalLong.of(number(value, "a session"));
                case "status" -> status = OptionalInt.of(status(value));
                default -> throw wrong("\"" + word + "\" is no condition");
            }
        }
        return new Instruction.Break(method, session, status, where());
    }

    /** The expression is all that is left of the line, as it was written. */
    private Optional<String> where() {
        if (!isNext(WHERE)) {
            return Optional.empty();
        }
        String expression = rest;
        for (int word = 0; word < at; word++) {
            expression = expression.substring(words[word].length()).stripLeading();
        }
        at = words.length;
        return Optional.of(expression);
    }

    private int status(String value) {
        for (Status status : Status.values()) {
            if (status.name().equalsIgnoreCase(value)
                    || Integer.toString(status.code()).equals(value)) {
                return status.code();
            }
        }
        throw wrong("there is no status \"" + value + "\"; there are "
                + Arrays.stream(Status.values()).map(Status::name).collect(Collectors.joining(", ")));
    }

    private Instruction print(String what) {
        return switch (what.toLowerCase(Locale.ROOT)) {
            case "frame" -> new Instruction.PrintFrame();
            case "answers" -> new Instruction.PrintAnswers();
            case "session" -> new Instruction.PrintSession(longOf(word("the id of a session"), "a session"));
            case "region" -> printRegion();
            default -> throw wrong("it cannot print \"" + what + "\"");
        };
    }

    private Instruction printRegion() {
        Instruction.RegionName region = regionName();
        OptionalLong key = OptionalLong.empty();
        OptionalInt offset = OptionalInt.empty();
        if (isNext("key")) {
            key = OptionalLong.of(longOf(word("a key"), "a key"));
        } else if (isNext("at")) {
            offset = OptionalInt.of(number("an offset in bytes"));
        }
        int limit = isNext("limit") ? number("a limit") : DEFAULT_LIMIT;
        return new Instruction.PrintRegion(region, key, offset, limit);
    }

    private Instruction watch() {
        Instruction.RegionName region = regionName();
        if (!isNext("key")) {
            throw wrong("it takes the key of a record");
        }
        long key = longOf(word("a key"), "a key");
        return new Instruction.Watch(region, key, hasMore() ? Optional.of(words[at++]) : Optional.empty());
    }

    private Instruction.RegionName regionName() {
        String word = word("a region");
        int slash = word.indexOf('/');
        if (slash < 1 || slash == word.length() - 1) {
            throw wrong("a region is named OWNER/NAME, such as echo/counters, not \"" + word + "\"");
        }
        return new Instruction.RegionName(word.substring(0, slash), word.substring(slash + 1));
    }

    private boolean hasMore() {
        return at < words.length;
    }

    /** Whether the next word is this one; it is then taken. */
    private boolean isNext(String word) {
        boolean next = hasMore() && words[at].equals(word);
        at += next ? 1 : 0;
        return next;
    }

    private String word(String what) {
        if (!hasMore()) {
            throw wrong("it takes " + what);
        }
        return words[at++];
    }

    private long positive(String what) {
        String word = word(what);
        long value = number(word, what);
        if (value < 1) {
            throw wrong("it takes " + what + ", 1 or more, not " + word);
        }
        return value;
    }

    private int number(String what) {
        String word = word(what);
        long value = number(word, what);
        if (value > Integer.MAX_VALUE) {
            throw wrong("it takes " + what + ", not " + word);
        }
        return (int) value;
    }

    private long number(String word, String what) {
        long value = longOf(word, what);
        if (value < 0) {
            throw wrong("it takes " + what + ", not " + word);
        }
        return value;
    }

    /** Decimal with a sign, or all 64 bits as 0x… */
    private long longOf(String word, String what) {
        try {
            return word.startsWith("0x") ? Long.parseUnsignedLong(word.substring(2), 16) : Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw wrong("it takes " + what + ", not \"" + word + "\"");
        }
    }

    private WrongInstructionException wrong(String reason) {
        return new WrongInstructionException(reason + "; right is: " + verb.usage());
    }
}
