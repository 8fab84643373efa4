package dev.homing.training;

import dev.homing.features.EngagementWeights;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Behaviour made by hand: events of leads on listings, in any order. */
final class Leads {
    private record Click(EventType type, int listing, long atMs) {
    }

    private final int listings;
    private final List<List<Click>> leads = new ArrayList<>();

    Leads(final int listings) {
        this.listings = listings;
    }

    /** Begins the next lead. */
    Leads lead() {
        leads.add(new ArrayList<>());
        return this;
    }

    /** Adds an event of the lead begun last. */
    Leads did(final EventType type, final int listing, final long atMs) {
        leads.get(leads.size() - 1).add(new Click(type, listing, atMs));
        return this;
    }

    Leads viewed(final int listing, final long atMs) {
        return did(EventType.PROPERTY_VIEW, listing, atMs);
    }

    Behaviour behaviour() {
        final Behaviour behaviour = new Behaviour(EngagementWeights.defaults());
        for (int listing = 0; listing < listings; listing++) {
            behaviour.addListing("listing-" + listing);
        }
        long sequence = 0;
        final UnsafeBuffer record = new UnsafeBuffer(new byte[TimelineRecord.LENGTH]);
        for (final List<Click> clicks : leads) {
            clicks.sort(Comparator.comparingLong(Click::atMs));
            final Timeline timeline = new Timeline();
            timeline.resize(clicks.size(), 0);
            for (int i = 0; i < clicks.size(); i++) {
                final Click click = clicks.get(i);
                TimelineRecord.putEvent(record, 0, click.atMs(), ++sequence, click.type().code(), 0, 0, 0, 0, 0,
                        click.listing(), Double.NaN);
                timeline.buffer().putBytes(timeline.leadOffset(i), record, 0, TimelineRecord.LENGTH);
            }
            behaviour.addLead(timeline);
        }
        return behaviour;
    }
}
