package io.reprise.llm.frame;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What the machine sees of a request: a payload of fixed fields and sections of bytes. Nothing in it has to be parsed. A flyweight:
 * valid as long as the bytes are. One thread; allocates only in what returns a String.
 *
 * <pre>
 *   offset  bytes
 *        0      2  version        1
 *        2      1  action         Action.code()
 *        3      1  flags          1 stream, 2 store, 4 begins a turn, 8 ends with the assistant's words
 *        4      1  fault          Fault.code(); 0 = none
 *        5      1  attempt        how often the client has tried before, as it says; 255 = more
 *        6      2  api            the operation of the provider, for tools
 *        8      8  contentSeed    what the answer is drawn from; also its name
 *       16      8  session        hash of the session's name; 0 = nobody's
 *       24      8  conversation   hash of how the conversation began
 *       32      8  key            hash of the API key; 0 = none
 *       40      8  model          hash of the model's name
 *       48      8  previous       contentSeed of the kept answer this goes on from; 0 = none
 *       56      8  test           hash of X-Sim-Test-Id; 0 = none
 *       64      4  turn           user messages of the conversation
 *       68      4  messages       all of them
 *       72      4  promptTokens
 *       76      4  maxTokens      the limit of the answer; 2^31-1 = none
 *       80      4  faultArgument  such as an HTTP status or a time in ms
 *       84      4  contentTokens  of all choices
 *       88     28  sections       length of each: model, session, text, profile, prefix, echo, content
 *      116      4  prefixTokens   tokens in each block of the prefix
 *      120      8  reserved
 *      128      …  the sections, each padded to a multiple of 8
 * </pre>
 *
 * {@code docs/formats/llm-command.md} mirrors this class and a test holds the two together.
 */
public final class Command {
    public static final int VERSION = 1;

    /** The answer comes in parts. */
    public static final int FLAG_STREAM = 1;

    /** The answer is kept, to be fetched and gone on from. */
    public static final int FLAG_STORE = 2;

    /** The last message is a user's. */
    public static final int FLAG_BEGINS_TURN = 4;

    /** The last message is the assistant's, to be gone on with. */
    public static final int FLAG_PREFILL = 8;

    /** The sections, in their order. */
    public enum Section {
        /** Name of the model, in UTF-8. */
        MODEL,
        /** Name of the session, in UTF-8. */
        SESSION,
        /** Why a request is refused, in UTF-8. */
        TEXT,
        /** A latency profile; empty for an answer at once. */
        PROFILE,
        /** Hashes of the prompt's blocks, 8 bytes each, first block first: what a cache of prefixes may know. */
        PREFIX,
        /** What the edge wants to see again with a kept answer. */
        ECHO,
        /** What the answer says, as {@code io.reprise.llm.content} has it. */
        CONTENT
    }

    static final int VERSION_OFFSET = 0;
    static final int ACTION_OFFSET = 2;
    static final int FLAGS_OFFSET = 3;
    static final int FAULT_OFFSET = 4;
    static final int ATTEMPT_OFFSET = 5;
    static final int API_OFFSET = 6;
    static final int CONTENT_SEED_OFFSET = 8;
    static final int SESSION_OFFSET = 16;
    static final int CONVERSATION_OFFSET = 24;
    static final int KEY_OFFSET = 32;
    static final int MODEL_OFFSET = 40;
    static final int PREVIOUS_OFFSET = 48;
    static final int TEST_OFFSET = 56;
    static final int TURN_OFFSET = 64;
    static final int MESSAGES_OFFSET = 68;
    static final int PROMPT_TOKENS_OFFSET = 72;
    static final int MAX_TOKENS_OFFSET = 76;
    static final int FAULT_ARGUMENT_OFFSET = 80;
    static final int CONTENT_TOKENS_OFFSET = 84;
    static final int SECTIONS_OFFSET = 88;
    static final int PREFIX_TOKENS_OFFSET = 116;
    static final int HEADER_LENGTH = 128;

    private static final int SECTIONS = Section.values().length;
    private static final int MAX_ATTEMPT = 255;

    private MutableDirectBuffer writable;
    private DirectBuffer buffer;
    private int offset;
    private int end;

    /** For reading. */
    public Command wrap(DirectBuffer newBuffer, int newOffset) {
        buffer = newBuffer;
        offset = newOffset;
        return this;
    }

    /** For writing, from offset 0 on: zero in all fields, no sections. Sections are put in their order. */
    public Command begin(MutableDirectBuffer newBuffer) {
        writable = newBuffer;
        writable.checkLimit(HEADER_LENGTH);
        writable.setMemory(0, HEADER_LENGTH, (byte) 0);
        wrap(newBuffer, 0);
        end = HEADER_LENGTH;
        writable.putShort(VERSION_OFFSET, (short) VERSION, LITTLE_ENDIAN);
        return this;
    }

    /** Bytes written. */
    public int writtenLength() {
        return end;
    }

    public int version() {
        return buffer.getShort(offset + VERSION_OFFSET, LITTLE_ENDIAN);
    }

    public Action action() {
        return Action.of(buffer.getByte(offset + ACTION_OFFSET));
    }

    public Command action(Action action) {
        writable.putByte(ACTION_OFFSET, (byte) action.code());
        return this;
    }

    public boolean has(int flag) {
        return (buffer.getByte(offset + FLAGS_OFFSET) & flag) != 0;
    }

    public Command flag(int flag, boolean set) {
        int flags = buffer.getByte(FLAGS_OFFSET);
        writable.putByte(FLAGS_OFFSET, (byte) (set ? flags | flag : flags & ~flag));
        return this;
    }

    public int fault() {
        return buffer.getByte(offset + FAULT_OFFSET) & 0xFF;
    }

    public Command fault(int code, int argument) {
        writable.putByte(FAULT_OFFSET, (byte) code);
        writable.putInt(FAULT_ARGUMENT_OFFSET, argument, LITTLE_ENDIAN);
        return this;
    }

    public int faultArgument() {
        return getInt(FAULT_ARGUMENT_OFFSET);
    }

    public int attempt() {
        return buffer.getByte(offset + ATTEMPT_OFFSET) & 0xFF;
    }

    public Command attempt(int attempt) {
        writable.putByte(ATTEMPT_OFFSET, (byte) Math.min(attempt, MAX_ATTEMPT));
        return this;
    }

    public int api() {
        return buffer.getShort(offset + API_OFFSET, LITTLE_ENDIAN);
    }

    public Command api(int api) {
        writable.putShort(API_OFFSET, (short) api, LITTLE_ENDIAN);
        return this;
    }

    public long contentSeed() {
        return getLong(CONTENT_SEED_OFFSET);
    }

    public Command contentSeed(long seed) {
        return putLong(CONTENT_SEED_OFFSET, seed);
    }

    public long session() {
        return getLong(SESSION_OFFSET);
    }

    public Command session(long hash) {
        return putLong(SESSION_OFFSET, hash);
    }

    public long conversation() {
        return getLong(CONVERSATION_OFFSET);
    }

    public Command conversation(long hash) {
        return putLong(CONVERSATION_OFFSET, hash);
    }

    public long key() {
        return getLong(KEY_OFFSET);
    }

    public Command key(long hash) {
        return putLong(KEY_OFFSET, hash);
    }

    public long model() {
        return getLong(MODEL_OFFSET);
    }

    public Command model(long hash) {
        return putLong(MODEL_OFFSET, hash);
    }

    public long previous() {
        return getLong(PREVIOUS_OFFSET);
    }

    public Command previous(long contentSeed) {
        return putLong(PREVIOUS_OFFSET, contentSeed);
    }

    public long test() {
        return getLong(TEST_OFFSET);
    }

    public Command test(long hash) {
        return putLong(TEST_OFFSET, hash);
    }

    public int turn() {
        return getInt(TURN_OFFSET);
    }

    public int messages() {
        return getInt(MESSAGES_OFFSET);
    }

    public Command turn(int turn, int messages) {
        return putInt(TURN_OFFSET, turn).putInt(MESSAGES_OFFSET, messages);
    }

    public int promptTokens() {
        return getInt(PROMPT_TOKENS_OFFSET);
    }

    public Command promptTokens(int tokens) {
        return putInt(PROMPT_TOKENS_OFFSET, tokens);
    }

    public int maxTokens() {
        return getInt(MAX_TOKENS_OFFSET);
    }

    public Command maxTokens(int tokens) {
        return putInt(MAX_TOKENS_OFFSET, tokens);
    }

    public int contentTokens() {
        return getInt(CONTENT_TOKENS_OFFSET);
    }

    public Command contentTokens(int tokens) {
        return putInt(CONTENT_TOKENS_OFFSET, tokens);
    }

    /** Tokens in each block of {@link Section#PREFIX}. */
    public int prefixTokens() {
        return getInt(PREFIX_TOKENS_OFFSET);
    }

    public Command prefixTokens(int tokens) {
        return putInt(PREFIX_TOKENS_OFFSET, tokens);
    }

    public int length(Section section) {
        return buffer.getInt(lengthOffset(section), LITTLE_ENDIAN);
    }

    /** Where a section begins in the buffer. */
    public int offset(Section section) {
        int at = offset + HEADER_LENGTH;
        for (int i = 0; i < section.ordinal(); i++) {
            at += aligned(buffer.getInt(offset + SECTIONS_OFFSET + i * Integer.BYTES, LITTLE_ENDIAN));
        }
        return at;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    /** A section of text. */
    public String text(Section section) {
        byte[] bytes = new byte[length(section)];
        buffer.getBytes(offset(section), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Puts a section of text, behind those before it. */
    public Command put(Section section, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        reserve(section, bytes.length);
        writable.putBytes(end - aligned(bytes.length), bytes);
        return this;
    }

    /** Puts a section, behind those before it. */
    public Command put(Section section, DirectBuffer source, int sourceOffset, int length) {
        reserve(section, length);
        writable.putBytes(end - aligned(length), source, sourceOffset, length);
        return this;
    }

    /**
     * Whether the payload is a command of this version, whole: a frame may have been written by another build, or by
     * somebody who has edited a run.
     */
    public static boolean isWellFormed(DirectBuffer buffer, int offset, int length) {
        if (length < HEADER_LENGTH || buffer.getShort(offset + VERSION_OFFSET, LITTLE_ENDIAN) != VERSION) {
            return false;
        }
        long end = HEADER_LENGTH;
        for (int i = 0; i < SECTIONS; i++) {
            int section = buffer.getInt(offset + SECTIONS_OFFSET + i * Integer.BYTES, LITTLE_ENDIAN);
            if (section < 0) {
                return false;
            }
            end += aligned((long) section);
        }
        return end == length && Action.of(buffer.getByte(offset + ACTION_OFFSET)) != null;
    }

    private void reserve(Section section, int length) {
        writable.putInt(lengthOffset(section), length, LITTLE_ENDIAN); // offset is 0 while writing
        int padded = aligned(length);
        writable.checkLimit(end + padded);
        writable.setMemory(end, padded, (byte) 0);
        end += padded;
    }

    private int lengthOffset(Section section) {
        return offset + SECTIONS_OFFSET + section.ordinal() * Integer.BYTES;
    }

    private long getLong(int field) {
        return buffer.getLong(offset + field, LITTLE_ENDIAN);
    }

    private Command putLong(int field, long value) {
        writable.putLong(field, value, LITTLE_ENDIAN);
        return this;
    }

    private int getInt(int field) {
        return buffer.getInt(offset + field, LITTLE_ENDIAN);
    }

    private Command putInt(int field, int value) {
        writable.putInt(field, value, LITTLE_ENDIAN);
        return this;
    }

    private static int aligned(int length) {
        return length + 7 & -8;
    }

    private static long aligned(long length) {
        return length + 7 & -8L;
    }
}
