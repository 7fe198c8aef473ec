package io.reprise.llm.slots;

import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.kernel.state.RegionLayout.Field;
import io.reprise.kernel.state.StateStore;
import java.util.List;

/**
 * The streams that wait for a slot: nodes of doubly linked lists, from one pool, and a table from stream id to node. A node
 * is named by its number, from 1; 0 is no node. Engine thread only; allocates nothing after construction.
 *
 * <pre>
 *   offset  bytes
 *        0      8  touched    nodes that were ever in use: those from 1 to this
 *        8      8  firstFree  node, first of the list of freed ones; their next leads on
 *       16     48  reserved   zero
 *       64      …  nodes      32 bytes each, node 1 first; zero while free, but for next
 *   node:
 *        0      8  streamId
 *        8      8  sequence   of its arrival
 *       16      4  model      index
 *       20      4  level      255 − priority
 *       24      4  next       node behind it
 *       28      4  previous   node before it
 * </pre>
 */
final class WaitingStreams {
    static final int NO_NODE = 0;

    private static final int TOUCHED_OFFSET = 0;
    private static final int FIRST_FREE_OFFSET = 8;
    private static final int NODES_OFFSET = 64;
    private static final int NODE_LENGTH = 32;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int MODEL_OFFSET = 16;
    private static final int LEVEL_OFFSET = 20;
    private static final int NEXT_OFFSET = 24;
    private static final int PREVIOUS_OFFSET = 28;

    private final int maxWaiting;
    private final Region nodes;
    private final LongTable byStream;

    WaitingStreams(StateStore store, int maxWaiting) {
        this.maxWaiting = maxWaiting;
        nodes = store.region("waiting", NODES_OFFSET + maxWaiting * NODE_LENGTH);
        byStream = new LongTable(store, "waiting-streams", maxWaiting, Long.BYTES, Field.i64("node", 0));
        nodes.layout(describe());
    }

    private RegionLayout describe() {
        List<Field> header = List.of(Field.i64("touched", TOUCHED_OFFSET), Field.i64("firstFree", FIRST_FREE_OFFSET));
        List<Field> fields = List.of(
                Field.i64("streamId", 0),
                Field.i64("sequence", SEQUENCE_OFFSET),
                Field.i32("model", MODEL_OFFSET),
                Field.i32("level", LEVEL_OFFSET),
                Field.i32("next", NEXT_OFFSET),
                Field.i32("previous", PREVIOUS_OFFSET));
        return new RegionLayout(header, NODES_OFFSET, NODE_LENGTH, maxWaiting, fields, List.of(), new Nodes());
    }

    /** For tools: nodes by their streams. */
    private final class Nodes implements RegionLayout.Directory {
        @Override
        public boolean isUsed(int record) {
            return WaitingStreams.this.find(streamId(record + 1)) == record + 1;
        }

        @Override
        public int find(long streamId) {
            int node = WaitingStreams.this.find(streamId);
            return node == NO_NODE ? NONE : nodeOffset(node);
        }
    }

    int count() {
        return (int) byStream.count();
    }

    boolean isFull() {
        return count() == maxWaiting;
    }

    /** The node of a stream, or {@link #NO_NODE}. */
    int find(long streamId) {
        int found = byStream.find(streamId);
        return found == LongTable.NONE ? NO_NODE : (int) byStream.region().getLong(found);
    }

    /** A node in no list. There must be room, and the stream must not wait already. */
    int add(long streamId, long sequence, int model, int level) {
        int node = (int) nodes.getLong(FIRST_FREE_OFFSET);
        if (node == NO_NODE) {
            node = (int) nodes.getLong(TOUCHED_OFFSET) + 1;
            nodes.putLong(TOUCHED_OFFSET, node);
        } else {
            nodes.putLong(FIRST_FREE_OFFSET, next(node));
        }
        int offset = nodeOffset(node);
        nodes.putLong(offset, streamId);
        nodes.putLong(offset + SEQUENCE_OFFSET, sequence);
        nodes.putInt(offset + MODEL_OFFSET, model);
        nodes.putInt(offset + LEVEL_OFFSET, level);
        link(NO_NODE, node);
        link(node, NO_NODE);
        byStream.region().putLong(byStream.findOrAdd(streamId), node);
        return node;
    }

    /** Forgets a stream whose node is in no list any more. */
    void free(int node) {
        byStream.remove(streamId(node));
        nodes.clear(nodeOffset(node), NODE_LENGTH);
        nodes.putInt(nodeOffset(node) + NEXT_OFFSET, (int) nodes.getLong(FIRST_FREE_OFFSET));
        nodes.putLong(FIRST_FREE_OFFSET, node);
    }

    /** Makes one follow the other; {@link #NO_NODE} is the end on either side. */
    void link(int node, int follower) {
        if (node != NO_NODE) {
            nodes.putInt(nodeOffset(node) + NEXT_OFFSET, follower);
        }
        if (follower != NO_NODE) {
            nodes.putInt(nodeOffset(follower) + PREVIOUS_OFFSET, node);
        }
    }

    long streamId(int node) {
        return nodes.getLong(nodeOffset(node));
    }

    long sequence(int node) {
        return nodes.getLong(nodeOffset(node) + SEQUENCE_OFFSET);
    }

    int model(int node) {
        return nodes.getInt(nodeOffset(node) + MODEL_OFFSET);
    }

    int level(int node) {
        return nodes.getInt(nodeOffset(node) + LEVEL_OFFSET);
    }

    int next(int node) {
        return nodes.getInt(nodeOffset(node) + NEXT_OFFSET);
    }

    int previous(int node) {
        return nodes.getInt(nodeOffset(node) + PREVIOUS_OFFSET);
    }

    private static int nodeOffset(int node) {
        return NODES_OFFSET + (node - 1) * NODE_LENGTH;
    }
}
