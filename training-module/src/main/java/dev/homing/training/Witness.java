package dev.homing.training;

/** Sees an evaluation while it runs, on its thread. */
interface Witness {
    /** Sees nothing. */
    Witness NONE = new Witness() { };

    /** Events were parted. */
    default void parted(final Cut cut, final Audience audience) {
    }

    /** A method answered a question. */
    default void answered(final String method, final Question question, final int[] list) {
    }

    /** A day of {@link Evaluation.Protocol#ROLLING} is over. */
    default void dayJudged(final Evaluated.Day day) {
    }
}
