package io.reprise.replay.step;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What somebody asks of a {@link StepSession}. */
sealed interface Instruction {
    record Next(long frames) implements Instruction {}

    record Back(long frames) implements Instruction {}

    record GoToSequence(long sequence) implements Instruction {}

    /** @param timeNs kernel time */
    record GoToTime(long timeNs) implements Instruction {}

    record GoToStart() implements Instruction {}

    record GoToEnd() implements Instruction {}

    /** Each part is empty when it does not matter; what is there must all hold. */
    record Break(Optional<String> method, OptionalLong session, OptionalInt status, Optional<String> where)
            implements Instruction {}

    record Watch(RegionName region, long key, Optional<String> field) implements Instruction {}

    record Stops() implements Instruction {}

    record Delete(int number) implements Instruction {}

    record Continue(boolean back) implements Instruction {}

    record PrintFrame() implements Instruction {}

    record PrintAnswers() implements Instruction {}

    record PrintSession(long session) implements Instruction {}

    /** At most one of key and offset. */
    record PrintRegion(RegionName region, OptionalLong key, OptionalInt offset, int limit) implements Instruction {}

    record Regions() implements Instruction {}

    record Info() implements Instruction {}

    record Help() implements Instruction {}

    record Quit() implements Instruction {}

    /** Such as {@code echo/counters}. */
    record RegionName(String owner, String name) {
        @Override
        public String toString() {
            return owner + '/' + name;
        }
    }
}
