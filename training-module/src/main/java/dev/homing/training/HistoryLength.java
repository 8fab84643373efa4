package dev.homing.training;

/** How many listings a lead had met when it was asked about. */
enum HistoryLength {
    /** A stranger. */
    NONE("0", 0),
    /** A visit. */
    FEW("1-4", 1),
    /** A search. */
    SOME("5-19", 5),
    /** A long search. */
    MANY("20-99", 20),
    /** A trade. */
    MOST("100+", 100);

    private final String text;
    private final int least;

    HistoryLength(final String text, final int least) {
        this.text = text;
        this.least = least;
    }

    /** From how many to how many, for people and files. */
    String text() {
        return text;
    }

    static HistoryLength of(final int listings) {
        HistoryLength length = NONE;
        for (final HistoryLength one : values()) {
            length = listings >= one.least ? one : length;
        }
        return length;
    }
}
