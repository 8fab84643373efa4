package dev.homing.serving.training;

/** How far a training is. The names are those of the files, so none of them ever changes. */
public enum TrainingState {
    /** It waits for another one. */
    QUEUED,
    /** Its process is at work. */
    RUNNING,
    /** It made a model. */
    SUCCEEDED,
    /** It made none that can serve. */
    FAILED,
    /** It was ended by whoever had the right to. */
    CANCELLED;

    /**
     * Whether nothing changes any more.
     *
     * @return true for the last three
     */
    public boolean hasEnded() {
        return this != QUEUED && this != RUNNING;
    }
}
