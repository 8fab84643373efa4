package dev.homing.serving.cli;

import io.grpc.Status;

/** Says in words what a call ended with. */
final class Statuses {
    private Statuses() {
    }

    static String explain(final Status status) {
        if (status.getCause() != null && status.getCode() == Status.Code.UNAVAILABLE) {
            return "cannot reach the server (" + status.getCause().getMessage() + "); check that it runs at this address";
        }
        return "the server answered " + status.getCode()
                + (status.getDescription() == null ? "" : ": " + status.getDescription());
    }
}
