package io.reprise.ingress.binary;

import io.netty.buffer.ByteBuf;
import io.reprise.ingress.codec.CallRequest;
import io.reprise.kernel.frame.FrameLayout;

/**
 * One request over the binary protocol as codecs see it: a method, a body, and what the frame's header says.
 *
 * @param keyHash of the client's key
 */
record BinaryCallRequest(int method, byte[] body, int bodyLength, long keyHash, int priority, long seed)
        implements CallRequest {

    /** @param room for the body, lent until the request was read */
    static BinaryCallRequest of(ByteBuf bytes, int index, int length, long keyHash, byte[] room) {
        int bodyLength = length - FrameLayout.HEADER_LENGTH;
        bytes.getBytes(index + FrameLayout.PAYLOAD_OFFSET, room, 0, bodyLength);
        return new BinaryCallRequest(
                bytes.getUnsignedShortLE(index + FrameLayout.METHOD_OFFSET),
                room,
                bodyLength,
                keyHash,
                bytes.getUnsignedByte(index + FrameLayout.PRIORITY_OFFSET),
                bytes.getLongLE(index + FrameLayout.SEED_OFFSET));
    }

    @Override
    public boolean isHttp() {
        return false;
    }

    @Override
    public String path() {
        return "";
    }

    @Override
    public String variable() {
        return "";
    }

    @Override
    public String header(String name) {
        return null;
    }

    @Override
    public String query(String name) {
        return null;
    }
}
