package dev.homing.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/**
 * A refusal taken apart. What holds for all of them is checked here: one ErrorInfo of ours, a message for people, BadRequest just
 * for INVALID_ARGUMENT, RetryInfo where the server comes back by itself, and nothing of Java in it.
 */
public record Refused(Code code, String reason, String message, List<String> fields) {
    /** The refusal of a call. */
    public static Refused by(final Executable call) {
        final Status status = StatusProto.fromThrowable(assertThrows(StatusRuntimeException.class, call));
        assertNotNull(status);
        return in(status);
    }

    /** The refusal in a result. */
    public static Refused in(final Status status) {
        final Code code = Code.forNumber(status.getCode());
        final List<ErrorInfo> infos = details(status, ErrorInfo.class);
        assertEquals(1, infos.size(), () -> "one ErrorInfo in " + status);
        assertEquals("homing.dev", infos.get(0).getDomain());
        assertFalse(infos.get(0).getReason().isEmpty());
        assertFalse(status.getMessage().isBlank());
        assertFalse(status.getMessage().contains("Exception") || status.getMessage().contains("dev.homing"), status.getMessage());
        final String reason = infos.get(0).getReason();
        // Of a store that failed it depends on whether it comes back by itself; the tests of that look for themselves.
        if (!reason.equals("STORE_FAILED")) {
            assertEquals(code == Code.RESOURCE_EXHAUSTED || reason.equals("STORE_FULL") ? 1 : 0,
                    details(status, RetryInfo.class).size(), () -> "RetryInfo in " + status);
        }
        final List<BadRequest> bad = details(status, BadRequest.class);
        assertEquals(code == Code.INVALID_ARGUMENT ? 1 : 0, bad.size(), () -> "BadRequest in " + status);
        for (final RetryInfo retry : details(status, RetryInfo.class)) {
            assertFalse(retry.getRetryDelay().getSeconds() == 0 && retry.getRetryDelay().getNanos() == 0);
        }
        return new Refused(code, infos.get(0).getReason(), status.getMessage(), bad.isEmpty() ? List.of()
                : bad.get(0).getFieldViolationsList().stream().map(FieldViolation::getField).toList());
    }

    private static <T extends Message> List<T> details(final Status status, final Class<T> type) {
        final List<T> found = new ArrayList<>();
        try {
            for (final Any detail : status.getDetailsList()) {
                if (detail.is(type)) {
                    found.add(detail.unpack(type));
                }
            }
        } catch (final InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
        return found;
    }
}
