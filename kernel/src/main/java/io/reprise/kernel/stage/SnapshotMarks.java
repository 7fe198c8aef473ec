package io.reprise.kernel.stage;

/** Who takes snapshots of a kernel that runs: told by the engine stage, on its thread. */
public interface SnapshotMarks {
    /** A kernel that takes none. */
    SnapshotMarks NONE = new SnapshotMarks() {
        @Override
        public void onMark() {}

        @Override
        public void onTurn() {}
    };

    /** The frame applied last asks for a snapshot of all state as it is now. */
    void onMark();

    /** The engine has ended a turn, whether it found frames or not. */
    void onTurn();
}
