package dev.homing.serving.model;

import java.util.Optional;

/** Says which model ranks for a tenant. */
@FunctionalInterface
public interface ModelSource {
    /**
     * Takes the model; the caller releases it.
     *
     * @param tenant its number
     * @return empty while there is none
     */
    Optional<CandidateModel> acquire(int tenant);
}
