package io.reprise.replay.step;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** All breaks and watches, by number; and the search for the next or the last frame that one of them stops at. */
final class Stops {
    private final SortedMap<Integer, Stop> byNumber = new TreeMap<>();
    private int lastNumber;

    int add(Stop stop) {
        byNumber.put(++lastNumber, stop);
        return lastNumber;
    }

    boolean delete(int number) {
        return byNumber.remove(number) != null;
    }

    SortedMap<Integer, Stop> byNumber() {
        return byNumber;
    }

    /** Notes how things are, before going somewhere else by {@link TimeTravel#goTo}. */
    void arm(TimeTravel travel) {
        byNumber.values().forEach(stop -> stop.arm(travel));
    }

    /** What the watches say after going somewhere else. */
    List<String> changes(TimeTravel travel) {
        return reasons(travel, true);
    }

    /** Executes up to so many frames, but not beyond one that a break or watch stops at; returns why it stopped. */
    List<String> forward(TimeTravel travel, long frames) {
        if (byNumber.isEmpty()) {
            travel.next(frames);
            return List.of();
        }
        arm(travel);
        List<String> reasons = List.of();
        for (long left = frames; left > 0 && reasons.isEmpty() && travel.next(1) > 0; left--) {
            reasons = reasons(travel, false);
        }
        return reasons;
    }

    /**
     * Goes back to the last frame before this one that a break or watch stops at, or to the beginning. It executes one
     * stretch after the other, from a point it can go on from up to the stretch before, the latest first.
     */
    List<String> backward(TimeTravel travel) {
        long to = byNumber.isEmpty() ? travel.first() : travel.sequence() - 1;
        while (to > travel.first()) {
            long from = travel.restartBefore(to);
            long found = lastStop(travel, to);
            if (found > from) {
                travel.goTo(found - 1);
                return forward(travel, 1);
            }
            to = from;
        }
        travel.goTo(travel.first());
        return List.of();
    }

    /** Executes up to a sequence; returns the last one to stop at, or 0. */
    private long lastStop(TimeTravel travel, long to) {
        arm(travel);
        long found = 0;
        while (travel.sequence() < to && travel.next(1) > 0) {
            if (!reasons(travel, false).isEmpty()) {
                found = travel.sequence();
            }
        }
        return found;
    }

    private List<String> reasons(TimeTravel travel, boolean watchesOnly) {
        List<String> reasons = new ArrayList<>();
        byNumber.forEach((number, stop) -> {
            String reason = watchesOnly && !stop.isWatch() ? "" : stop.reason(travel);
            if (!reason.isEmpty()) {
                reasons.add(number + ": " + reason);
            }
        });
        return reasons;
    }
}
