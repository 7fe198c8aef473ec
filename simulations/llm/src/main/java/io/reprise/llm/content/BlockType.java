package io.reprise.llm.content;

/** What a block of content is. */
public enum BlockType {
    TEXT(1),
    /** The block's name is the tool's, its text the arguments. */
    TOOL_CALL(2),
    THINKING(3),
    REFUSAL(4);

    private static final BlockType[] TYPES = values();

    private final int code;

    BlockType(int code) {
        this.code = code;
    }

    /** As it stands in the bytes. */
    public int code() {
        return code;
    }

    static boolean isCode(int code) {
        return code >= 1 && code <= TYPES.length;
    }

    public static BlockType of(int code) {
        return TYPES[code - 1];
    }
}
