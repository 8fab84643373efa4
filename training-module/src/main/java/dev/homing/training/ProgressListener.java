package dev.homing.training;

/** Hears how far a training is. Called by the thread that trains. */
@FunctionalInterface
interface ProgressListener {
    /**
     * Hears of progress.
     *
     * @param fraction of the work that is done, 0 to 1
     * @param what     is being done, for people
     */
    void at(double fraction, String what);
}
