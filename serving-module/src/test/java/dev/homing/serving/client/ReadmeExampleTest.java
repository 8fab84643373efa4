package dev.homing.serving.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.Event;
import dev.homing.serving.TestServer;
import dev.homing.tracking.BookingCancelledDetails;
import dev.homing.tracking.BookingRequestDetails;
import dev.homing.tracking.Device;
import dev.homing.tracking.EventCollector;
import dev.homing.tracking.Urgency;
import dev.homing.tracking.ViewDetails;
import dev.homing.tracking.Visitor;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.SystemEpochClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lines of Java in the README, which stand here too and do what they say. */
@Timeout(60)
class ReadmeExampleTest {
    private final List<BatchTarget.Outcome> outcomes = new ArrayList<>();

    @Test
    void shouldCollect(@TempDir final Path folder) {
        try (TestServer server = TestServer.open(folder)) {
            collect(server.channel(), new Outcomes());
        }
        assertEquals(List.of(BatchTarget.Outcome.NEW, BatchTarget.Outcome.NEW, BatchTarget.Outcome.NEW), outcomes);
    }

    private static void collect(final Channel channel, final GrpcEventSink.Listener listener) {
        try (GrpcEventSink sink = new GrpcEventSink(channel, 1, listener)) {
            EventCollector collector = new EventCollector(sink, SystemEpochClock.INSTANCE);
            Visitor ann = Visitor.of("ann").session("s1").device(Device.MOBILE);
            collector.view(ann, "p1", ViewDetails.empty().seconds(42).photos(3));
            String request = collector.bookingRequest(ann, "p1", BookingRequestDetails.empty().urgency(Urgency.HIGH));
            collector.bookingCancelled(ann, "p1", BookingCancelledDetails.empty().requestEventId(request));
        }
    }

    @Test
    void shouldStandInTheReadmeAsItStandsHere() throws IOException {
        final String readme = Files.readString(Path.of("../README.md"));
        final int begin = readme.indexOf("```java\n") + "```java\n".length();
        final String example = readme.substring(begin, readme.indexOf("```", begin)).indent(8);
        final String here = Files.readString(
                Path.of("src/test/java", ReadmeExampleTest.class.getName().replace('.', '/') + ".java"));
        assertTrue(example.contains("collector.view"), example);
        assertTrue(here.contains(example), example);
    }

    private final class Outcomes implements GrpcEventSink.Listener {
        @Override
        public void onResult(final Event event, final BatchTarget.Result result) {
            outcomes.add(result.outcome());
        }

        @Override
        public void onFailure(final List<Event> events, final StatusRuntimeException failure) {
            throw failure;
        }
    }
}
