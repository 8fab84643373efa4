package dev.homing.tracking.codec;

import org.agrona.DirectBuffer;

/**
 * A 64-bit hash of bytes: FNV-1a (Fowler, Noll, Vo, 1991) over the bytes, then the finaliser of MurmurHash3 (Appleby, 2011),
 * which spreads what FNV leaves in the low bits. Stable for ever, since session hashes are stored. Not for untrusted uniqueness:
 * whoever looks something up by it compares the bytes as well.
 */
public final class Hash64 {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Hash64() {
    }

    /**
     * Hashes bytes; allocates nothing.
     *
     * @param seed   mixed in first; 0 if there is nothing to tell apart
     * @param buffer with the bytes
     * @param offset of the first
     * @param length how many
     * @return any value
     */
    public static long hash(final long seed, final DirectBuffer buffer, final int offset, final int length) {
        long hash = (FNV_OFFSET ^ seed) * FNV_PRIME;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (buffer.getByte(offset + i) & 0xFF)) * FNV_PRIME;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        hash *= 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
