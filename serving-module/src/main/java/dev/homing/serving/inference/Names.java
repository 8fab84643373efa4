package dev.homing.serving.inference;

/** Names of clients in messages for people. */
final class Names {
    private static final int MAX_LENGTH = 64;

    private Names() {
    }

    /** Not the four megabytes that a name may have. */
    static String shortened(final String name) {
        return name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH) + "…";
    }
}
