package dev.homing.serving.bench;

import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchTrackEventsResponse;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesResponse;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Brings a market into a server, through the API as everybody does. */
final class MarketLoader {
    private static final int BATCH = 2_000;
    private static final int DEADLINE_SECONDS = 60;

    private final CatalogServiceGrpc.CatalogServiceBlockingStub catalog;
    private final TrackingServiceGrpc.TrackingServiceBlockingStub tracking;

    MarketLoader(final Channel channel) {
        catalog = CatalogServiceGrpc.newBlockingStub(channel);
        tracking = TrackingServiceGrpc.newBlockingStub(channel);
    }

    /** Returns the number of events. */
    long load(final SyntheticMarket market) {
        final List<Property> listings = market.listings();
        try (Progress progress = Progress.of("filling the catalogue")) {
            for (int from = 0; from < listings.size(); from += BATCH) {
                upsert(listings.subList(from, Math.min(from + BATCH, listings.size())));
                progress.at((double) from / listings.size(), from, "listings");
            }
        }
        long count = 0;
        try (Progress progress = Progress.of("recording events")) {
            final List<Event> batch = new ArrayList<>();
            final int leads = market.leadIds().size();
            for (int lead = 0; lead < leads; lead++) {
                batch.addAll(market.events(lead));
                if (batch.size() >= BATCH || lead == leads - 1) {
                    track(batch);
                    count += batch.size();
                    batch.clear();
                    progress.at((double) lead / leads, count, "events");
                }
            }
        }
        return count;
    }

    private void upsert(final List<Property> listings) {
        final BatchUpsertPropertiesRequest.Builder request = BatchUpsertPropertiesRequest.newBuilder();
        listings.forEach(listing -> request.addRequests(UpsertPropertyRequest.newBuilder()
                .setProperty(listing).setEffectiveAt(listing.getListedAt())));
        final BatchUpsertPropertiesResponse response =
                catalog.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).batchUpsertProperties(request.build());
        checkAll(listings.size(), response.getCreatedCount(), "listings");
    }

    private void track(final List<Event> events) {
        final BatchTrackEventsResponse response = tracking.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .batchTrackEvents(BatchTrackEventsRequest.newBuilder().addAllEvents(events).build());
        checkAll(events.size(), response.getRecordedCount(), "events");
    }

    private static void checkAll(final int sent, final int taken, final String what) {
        if (taken != sent) {
            throw new CommandException("the server took " + taken + " of " + sent + " " + what, null);
        }
    }
}
