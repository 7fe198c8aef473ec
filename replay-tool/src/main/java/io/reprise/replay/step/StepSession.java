package io.reprise.replay.step;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.replay.FrameText;
import io.reprise.replay.expression.ExpressionException;
import java.util.ArrayList;
import java.util.List;

/** Follows instructions over one run. One thread. */
final class StepSession {
    private static final long ALL = Long.MAX_VALUE;

    private final TimeTravel travel;
    private final FrameText text;
    private final StepView view;
    private final List<String> methods = new ArrayList<>(List.of("kernel"));
    private final Stops stops = new Stops();

    StepSession(TimeTravel travel, List<MachineProvider> providers) {
        this.travel = travel;
        this.text = new FrameText(providers);
        this.view = new StepView(travel, text);
        for (MachineProvider provider : providers) {
            provider.methods().forEach(method -> methods.add(provider.name() + "." + method.name()));
        }
    }

    /** Where it is; for a prompt. */
    long sequence() {
        return travel.sequence();
    }

    /** @throws WrongInstructionException when it cannot be followed here; nothing has changed then, but for where it is */
    Shown follow(Instruction instruction) {
        try {
            return answer(instruction);
        } catch (ExpressionException e) {
            throw new WrongInstructionException(e.getMessage());
        }
    }

    private Shown answer(Instruction instruction) {
        if (instruction instanceof Instruction.Next next) {
            return view.place(stops.forward(travel, next.frames()));
        } else if (instruction instanceof Instruction.Back back) {
            return jump(Math.max(travel.first(), travel.sequence() - back.frames()));
        } else if (instruction instanceof Instruction.GoToSequence target) {
            return jump(target.sequence());
        } else if (instruction instanceof Instruction.GoToTime target) {
            return jump(travel.sequenceAt(target.timeNs()));
        } else if (instruction instanceof Instruction.GoToStart) {
            return jump(travel.first());
        } else if (instruction instanceof Instruction.GoToEnd) {
            return jump(travel.last());
        } else if (instruction instanceof Instruction.Continue on) {
            return view.place(on.back() ? stops.backward(travel) : stops.forward(travel, ALL));
        } else if (instruction instanceof Instruction.Break condition) {
            return added(breakAt(condition));
        } else if (instruction instanceof Instruction.Watch wanted) {
            return added(new Watch(wanted, travel));
        } else if (instruction instanceof Instruction.Stops) {
            return list();
        } else if (instruction instanceof Instruction.Delete doomed) {
            return delete(doomed.number());
        } else if (instruction instanceof Instruction.Help) {
            return help();
        }
        return look(instruction);
    }

    private Shown look(Instruction instruction) {
        if (instruction instanceof Instruction.PrintFrame) {
            return view.frame();
        } else if (instruction instanceof Instruction.PrintAnswers) {
            return view.answers();
        } else if (instruction instanceof Instruction.PrintSession wanted) {
            return view.session(wanted.session());
        } else if (instruction instanceof Instruction.PrintRegion wanted) {
            return view.region(wanted);
        } else if (instruction instanceof Instruction.Regions) {
            return view.regions();
        } else if (instruction instanceof Instruction.Info) {
            return view.info();
        }
        return new Shown(); // to quit is not ours
    }

    private Shown jump(long target) {
        if (target < travel.first() || target > travel.last()) {
            throw new WrongInstructionException("there is no frame " + target + "; the run has " + travel.first()
                    + " to " + travel.last() + (travel.first() == 0 ? "" : ", and what was before was pruned"));
        }
        stops.arm(travel);
        travel.goTo(target);
        return view.place(stops.changes(travel));
    }

    private Break breakAt(Instruction.Break condition) {
        condition.method().ifPresent(method -> {
            if (!methods.contains(method) && !method.matches("[0-9]+\\.[0-9]+")) {
                throw new WrongInstructionException(
                        "there is no method \"" + method + "\"; there are " + String.join(", ", methods));
            }
        });
        return new Break(condition, text);
    }

    private Shown added(Stop stop) {
        int number = stops.add(stop);
        Shown shown = new Shown();
        shown.json().put("number", number);
        return describe(shown, number, stop);
    }

    private Shown list() {
        Shown shown = new Shown();
        ArrayNode all = shown.json().putArray("stops");
        stops.byNumber().forEach((number, stop) -> {
            describe(shown, number, stop);
            all.addObject().put("number", number).put("stop", stop.toString());
        });
        return shown.lines().isEmpty() ? shown.line("no breaks and no watches") : shown;
    }

    private Shown describe(Shown shown, int number, Stop stop) {
        if (stop instanceof Watch watch) {
            watch.arm(travel);
            return shown.line(number + ": " + watch + ", now " + watch.value());
        }
        return shown.line(number + ": " + stop);
    }

    private Shown delete(int number) {
        if (!stops.delete(number)) {
            throw new WrongInstructionException("there is no break or watch " + number + "; breaks lists them");
        }
        Shown shown = new Shown();
        shown.json().put("deleted", number);
        return shown.line(number + ": deleted");
    }

    private static Shown help() {
        Shown shown = new Shown();
        ArrayNode commands = shown.json().putArray("commands");
        for (Verb verb : Verb.values()) {
            shown.line(verb.usage()).line("    " + verb.meaning());
            commands.addObject().put("command", verb.usage()).put("meaning", verb.meaning());
        }
        return shown;
    }
}
