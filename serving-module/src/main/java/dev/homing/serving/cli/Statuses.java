package dev.homing.serving.cli;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;

/** Says in words what a call ended with. */
final class Statuses {
    private Statuses() {
    }

    /** Whether there was no connection to begin with. */
    static boolean isOutOfReach(final Status status) {
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    static String explain(final Status status) {
        if (isOutOfReach(status)) {
            return "cannot reach the server (" + status.getCause().getMessage() + "); check that it runs at this address";
        }
        return "the server answered " + status.getCode()
                + (status.getDescription() == null ? "" : ": " + status.getDescription());
    }
}
