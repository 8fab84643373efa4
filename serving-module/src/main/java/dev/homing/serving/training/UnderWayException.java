package dev.homing.serving.training;

/** A training of the tenant is queued or runs, so that another one is not begun. */
public final class UnderWayException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String trainingId;

    UnderWayException(final String trainingId) {
        super("training " + trainingId + " is under way", null, false, false);
        this.trainingId = trainingId;
    }

    /**
     * Which training that is.
     *
     * @return its id
     */
    public String trainingId() {
        return trainingId;
    }
}
