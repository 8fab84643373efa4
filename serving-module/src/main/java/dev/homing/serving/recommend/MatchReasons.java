package dev.homing.serving.recommend;

import dev.homing.features.LeadSignals;
import dev.homing.features.Signal;
import dev.homing.features.SignalModel;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.BackOnMarket;
import dev.homing.proto.v1.ContentFit;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.ListingMet;
import dev.homing.proto.v1.MatchReason;
import dev.homing.proto.v1.OwnRank;
import dev.homing.proto.v1.PriceChange;
import dev.homing.proto.v1.SimilarMet;
import dev.homing.serving.event.Timestamps;
import dev.homing.serving.model.Scorer;
import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.IdKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says why leads are right for one listing: what is known, and nothing else. For one thread and one call. */
final class MatchReasons {
    /** Less of the market than this below a listing is no reason. */
    private static final float FITS = 0.5f;

    private final TenantCatalog properties;
    private final int ordinal;
    private final ListingFit fit;

    MatchReasons(final TenantCatalog properties, final int ordinal, final ListingFit fit) {
        this.properties = properties;
        this.ordinal = ordinal;
        this.fit = fit;
    }

    /**
     * The reasons of one lead.
     *
     * @param met      what it did with the listing, if anything
     * @param rank     of the listing in its own list, 0 for none
     * @param scorer   of the model, if there is one
     * @param timeline of the lead
     */
    List<MatchReason> of(
            final Optional<ListingMeeting> met, final int rank, final Optional<Scorer> scorer, final Timeline timeline) {
        final List<MatchReason> reasons = new ArrayList<>();
        met.ifPresent(meeting -> addMeeting(meeting, reasons));
        if (rank > 0) {
            reasons.add(MatchReason.newBuilder().setOwnRank(OwnRank.newBuilder().setRank(rank)).build());
        }
        scorer.ifPresent(model -> addLearned(model, timeline, reasons));
        return reasons;
    }

    private void addMeeting(final ListingMeeting met, final List<MatchReason> reasons) {
        reasons.add(MatchReason.newBuilder().setMet(ListingMet.newBuilder()
                .setStrongestEvent(EventType.forNumber(met.strongest())).setEventCount(met.events())
                .setLastAt(Timestamps.timestamp(met.lastAt()))).build());
        final PropertyRecord record = new PropertyRecord();
        if (!properties.read(ordinal, record)) {
            return;
        }
        final double price = record.price();
        if (price > 0 && met.lastPrice() > 0 && (float) price != (float) met.lastPrice()) {
            reasons.add(MatchReason.newBuilder().setPriceChange(PriceChange.newBuilder()
                    .setPriceThen(met.lastPrice()).setPriceNow(price)).build());
        }
        final long since = backSince(record);
        if (since > met.lastAt()) {
            reasons.add(MatchReason.newBuilder().setBackOnMarket(
                    BackOnMarket.newBuilder().setBackAt(Timestamps.timestamp(since))).build());
        }
    }

    /** Since when the listing is active, after it was not; {@link Long#MIN_VALUE} when it never was off the market. */
    private long backSince(final PropertyRecord record) {
        long since = Long.MIN_VALUE;
        boolean isActive = record.status() == PropertyStatus.ACTIVE.code();
        while (isActive) {
            since = record.effectiveAt();
            if (!properties.readPrevious(record)) {
                return Long.MIN_VALUE;
            }
            isActive = record.status() == PropertyStatus.ACTIVE.code();
        }
        return since;
    }

    private void addLearned(final Scorer model, final Timeline timeline, final List<MatchReason> reasons) {
        final LeadSignals signals = model.signals();
        signals.solve(timeline);
        final SignalModel learned = model.model();
        int best = -1;
        double most = 0;
        int count = 0;
        for (int i = 0; i < signals.interactions().count(); i++) {
            final int other = signals.interactions().ordinal(i);
            final double weight = other == ordinal ? 0
                    : learned.items().weight(other, ordinal)
                            + learned.neighbours().weight(other, ordinal);
            if (weight > 0) {
                count++;
                best = weight > most ? other : best;
                most = Math.max(most, weight);
            }
        }
        if (count > 0) {
            reasons.add(MatchReason.newBuilder().setSimilarMet(SimilarMet.newBuilder()
                    .setPropertyId(properties.ids(IdKind.PROPERTY).id(best)).setListingCount(count)).build());
        }
        final float share = fit.shareBelow(signals, Signal.CONTENT);
        if (share > FITS && signals.interactions().seenCount() > 0) {
            reasons.add(MatchReason.newBuilder().setContentFit(ContentFit.newBuilder().setShareBelow(share)).build());
        }
    }
}
