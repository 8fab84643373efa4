package dev.homing.serving.explain;

import dev.homing.features.EngagementWeights;
import dev.homing.features.LeadSignals;
import dev.homing.features.ListingAttribute;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.RankColumn;
import dev.homing.features.RankRows;
import dev.homing.features.Ranker;
import dev.homing.features.Signal;
import dev.homing.features.SignalTerms;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.ColumnContribution;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Explanation;
import dev.homing.proto.v1.ScoreSignal;
import dev.homing.proto.v1.SignalContribution;
import dev.homing.proto.v1.Term;
import dev.homing.proto.v1.TermKind;
import dev.homing.serving.event.Timestamps;
import dev.homing.serving.model.PopularListings;
import dev.homing.serving.model.Scorer;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.IdKind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Explains scores of one answer: what each is made of, down to what the lead did and what the listing is like. Made once the
 * answer is ranked, and used before its scorer is given back, by one thread. It reads what the answer was computed from and
 * changes nothing of it.
 */
public final class Explainer {
    /** The most listings that the lead met in the terms of a column. */
    static final int MOST_MET = 8;

    private static final RankColumn[] COLUMNS = RankColumn.values();
    private static final Signal[] SIGNALS = Signal.values();
    private static final PopularityHorizon[] HORIZONS = PopularityHorizon.values();
    /** That popularity is of some other instant than the answer. */
    public static final long NOT_OF_NOW = Reasons.NOT_OF_NOW;

    /** What single precision rounds off a term. */
    private static final double ROUNDING = 1e-7;

    private final Optional<RankerContributions> contributions;
    private final Moves moves;
    private final LeadSignals signals;
    private final RankRows rows;
    private final TenantCatalog catalog;
    private final SignalTerms terms;
    private final MetListings met;
    private final Reasons reasons;
    private final int[] explained = new int[1];
    private final float[] row = new float[RankColumn.COUNT];
    private final float[] reference = new float[RankColumn.COUNT];
    private final double[] ofMet;
    private final double[] allOfMet;
    private final double[] ofAttribute = new double[ListingAttribute.COUNT];
    private final double[] ofAmenity = new double[Long.SIZE];
    private final PropertyRecord newest = new PropertyRecord();

    /**
     * Prepares the explanations of an answer.
     *
     * @param ranker    of the model; none when nothing was ranked, so that nothing can be said of scores
     * @param scorer    with which the answer was ranked
     * @param catalog   of the tenant
     * @param timeline  of the lead
     * @param weights   of events
     * @param popular   listings of the instant
     * @param nowMs     the instant of the answer, milliseconds since 1970
     * @param popularMs the instant that popularity is of; {@link #NOT_OF_NOW} when that is none of now
     * @param versionMs the instant whose versions of the listings count
     * @param moves     what is added to the ranker's scores
     */
    public Explainer(
            final Optional<Ranker> ranker,
            final Scorer scorer,
            final TenantCatalog catalog,
            final Timeline timeline,
            final EngagementWeights weights,
            final PopularListings popular,
            final long nowMs,
            final long popularMs,
            final long versionMs,
            final Moves moves) {
        this.moves = moves;
        contributions = ranker.map(RankerContributions::new);
        signals = scorer.signals();
        rows = scorer.rows();
        this.catalog = catalog;
        terms = new SignalTerms(signals);
        met = new MetListings(terms, timeline, weights, catalog, versionMs);
        reasons = new Reasons(catalog, met, new Searches(timeline), popular, nowMs, popularMs, versionMs);
        ofMet = new double[terms.count()];
        allOfMet = new double[terms.count()];
    }

    /**
     * Explains a score.
     *
     * @param ordinal of any listing
     * @param score   of the ranker, with what was added to it
     * @return what it is made of
     */
    public Explanation explain(final int ordinal, final float score) {
        if (contributions.isEmpty()) {
            return Explanation.newBuilder().setScore(score).setBase(score).build();
        }
        final RankerContributions columns = contributions.get();
        explained[0] = ordinal;
        rows.fill(explained, 1);
        rows.row(0, row, 0);
        Arrays.fill(reference, 0);
        // They are the lead's and no listing's, so that they say nothing of why one listing is above another.
        reference[RankColumn.HISTORY.ordinal()] = row[RankColumn.HISTORY.ordinal()];
        reference[RankColumn.IDLE_DAYS.ordinal()] = row[RankColumn.IDLE_DAYS.ordinal()];
        columns.compute(row, reference);
        Arrays.fill(allOfMet, 0);
        Arrays.fill(ofAttribute, 0);
        Arrays.fill(ofAmenity, 0);
        final Explanation.Builder explanation = Explanation.newBuilder().setScore(score).setBase((float) columns.base());
        SignalContribution.Builder current = null;
        double sum = 0;
        double size = 0;
        for (final RankColumn column : COLUMNS) {
            final double value = columns.value(column.ordinal());
            if (value == 0) {
                continue;
            }
            size += Math.abs(value);
            final ScoreSignal signal = signal(column);
            if (current == null || current.getSignal() != signal) {
                current = signal(explanation, signal);
                sum = current.getValue();
            }
            sum += value;
            current.setValue((float) sum).addColumns(column(column, ordinal, columns));
        }
        moves.addTo(ordinal, explanation);
        tell(ordinal, columns, size);
        return explanation.addAllReasons(reasons.best()).build();
    }

    /** The signal's place, in the order of signals, which is nearly that of columns. */
    static SignalContribution.Builder signal(final Explanation.Builder explanation, final ScoreSignal signal) {
        int place = explanation.getSignalsCount();
        while (place > 0 && explanation.getSignals(place - 1).getSignal().compareTo(signal) >= 0) {
            place--;
        }
        if (place < explanation.getSignalsCount() && explanation.getSignals(place).getSignal() == signal) {
            return explanation.getSignalsBuilder(place);
        }
        return explanation.addSignalsBuilder(place).setSignal(signal);
    }

    private static ScoreSignal signal(final RankColumn column) {
        return switch (column) {
            case FACTORS -> ScoreSignal.FROM_FACTORS;
            case ITEMS -> ScoreSignal.FROM_ITEMS;
            case NEIGHBOURS -> ScoreSignal.FROM_NEIGHBOURS;
            case CONTENT -> ScoreSignal.FROM_CONTENT;
            case POPULARITY_HOURS, POPULARITY_DAY, POPULARITY_WEEK, POPULARITY_MONTH, POPULARITY_EVER, POPULARITY ->
                    ScoreSignal.FROM_POPULARITY;
            case FRESHNESS -> ScoreSignal.FROM_FRESHNESS;
            case WISHED_PRICE, WISHED_BEDROOMS, WISHED_AREA -> ScoreSignal.FROM_WISHES;
            case PRICE_GAP, SIZE_GAP, BEDROOMS_GAP, AREA_SHARE, TYPE_SHARE, DISTANCE -> ScoreSignal.FROM_COMPARISON;
            case PRICE_CUT -> ScoreSignal.FROM_PRICE_CUT;
            case MET, RETURN_DAY, RETURN_WEEK, RETURN_MONTH -> ScoreSignal.FROM_RETURNS;
            default -> ScoreSignal.FROM_OTHERS;
        };
    }

    private ColumnContribution column(final RankColumn column, final int ordinal, final RankerContributions columns) {
        final ColumnContribution.Builder message = ColumnContribution.newBuilder()
                .setColumn(column.name().toLowerCase(Locale.ROOT))
                .setInput(row[column.ordinal()])
                .setValue((float) columns.value(column.ordinal()));
        for (final Signal signal : SIGNALS) {
            if (RankColumn.of(signal) == column.ordinal()) {
                split(signal, ordinal, columns, message);
            }
        }
        return message.build();
    }

    /** Splits a column's value in proportion to the terms of the signal's score, as far as it is in proportion to the score. */
    private void split(
            final Signal signal, final int ordinal, final RankerContributions columns, final ColumnContribution.Builder message) {
        final int column = RankColumn.of(signal);
        final double top = rows.top(signal);
        final double factor = top > 0 ? columns.weight(column) / top : 0;
        final double value = columns.value(column);
        final double beyond = value - factor * signals.score(signal, ordinal);
        final double prior = factor * terms.of(signal, ordinal, ofMet);
        for (int i = 0; i < ofMet.length; i++) {
            ofMet[i] *= factor;
            allOfMet[i] += ofMet[i];
        }
        double rest = value - prior - beyond;
        int others = 0;
        for (int i = 0; i < ofMet.length; i++) {
            others += ofMet[i] == 0 ? 0 : 1;
        }
        for (int k = 0; k < MOST_MET; k++) {
            final int i = largest(ofMet);
            if (i < 0) {
                break;
            }
            message.addEvents(Term.newBuilder().setKind(TermKind.MET_LISTING).setValue((float) ofMet[i])
                    .setPropertyId(id(met.listing(i))).setEventType(EventType.forNumber(met.typeCode(i)))
                    .setOccurredAt(Timestamps.timestamp(met.occurredAt(i))));
            rest -= ofMet[i];
            ofMet[i] = 0;
            others--;
        }
        if (isTold(prior)) {
            message.addEvents(Term.newBuilder().setKind(TermKind.AVERAGE_TASTE).setValue((float) prior));
        }
        if (isTold(beyond)) {
            message.addEvents(Term.newBuilder().setKind(TermKind.BEYOND_WEIGHT).setValue((float) beyond));
        }
        if (others > 0 || isTold(rest)) {
            message.addEvents(others(rest, others));
        }
        if (signal == Signal.CONTENT) {
            splitByAttribute(ordinal, value, beyond, factor, message);
        }
    }

    private void splitByAttribute(
            final int ordinal,
            final double value,
            final double beyond,
            final double factor,
            final ColumnContribution.Builder message) {
        if (factor != 0 && catalog.read(ordinal, newest)) {
            terms.byAttribute(newest, (attribute, amenity, term) -> {
                if (amenity < 0) {
                    ofAttribute[attribute.ordinal()] = factor * term;
                    message.addAttributes(Term.newBuilder().setKind(TermKind.LISTING_ATTRIBUTE)
                            .setName(attribute.name().toLowerCase(Locale.ROOT)).setValue((float) (factor * term)));
                } else {
                    ofAmenity[amenity] = factor * term;
                    message.addAttributes(Term.newBuilder().setKind(TermKind.LISTING_AMENITY)
                            .setName(catalog.ids(IdKind.AMENITY).id(amenity)).setValue((float) (factor * term)));
                }
            });
        }
        if (isTold(beyond)) {
            message.addAttributes(Term.newBuilder().setKind(TermKind.BEYOND_WEIGHT).setValue((float) beyond));
        }
        final double rest = value - beyond - Arrays.stream(ofAttribute).sum() - Arrays.stream(ofAmenity).sum();
        if (isTold(rest)) {
            message.addAttributes(others(rest, 0));
        }
    }

    private static Term.Builder others(final double value, final int count) {
        return Term.newBuilder().setKind(TermKind.OTHER_TERMS).setValue((float) value).setCount(count);
    }

    private static boolean isTold(final double value) {
        return Math.abs(value) > ROUNDING;
    }

    /** Which number is farthest from 0, the first of equals; -1 when all are 0. */
    private static int largest(final double[] numbers) {
        int largest = -1;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != 0 && (largest < 0 || Math.abs(numbers[i]) > Math.abs(numbers[largest]))) {
                largest = i;
            }
        }
        return largest;
    }

    private String id(final int ordinal) {
        return catalog.ids(IdKind.PROPERTY).id(ordinal);
    }

    private void tell(final int ordinal, final RankerContributions columns, final double size) {
        reasons.begin(ordinal, size);
        for (int i = 0; i < allOfMet.length; i++) {
            reasons.met(i, allOfMet[i]);
        }
        for (final ListingAttribute attribute : ListingAttribute.values()) {
            reasons.attribute(attribute, ofAttribute[attribute.ordinal()] + compared(attribute, columns));
        }
        for (int bit = 0; bit < ofAmenity.length; bit++) {
            reasons.amenity(bit, ofAmenity[bit]);
        }
        reasons.searchedPrice(columns.value(RankColumn.WISHED_PRICE.ordinal()));
        reasons.searchedBedrooms(columns.value(RankColumn.WISHED_BEDROOMS.ordinal()));
        reasons.searchedArea(columns.value(RankColumn.WISHED_AREA.ordinal()));
        tellPopularity(columns);
        final double freshness = columns.value(RankColumn.FRESHNESS.ordinal());
        if (freshness != 0) {
            reasons.freshness(freshness);
        }
        reasons.priceCut(columns.value(RankColumn.PRICE_CUT.ordinal()));
    }

    private static double compared(final ListingAttribute attribute, final RankerContributions columns) {
        return switch (attribute) {
            case PRICE -> columns.value(RankColumn.PRICE_GAP.ordinal());
            case SIZE -> columns.value(RankColumn.SIZE_GAP.ordinal());
            case BEDROOMS -> columns.value(RankColumn.BEDROOMS_GAP.ordinal());
            case AREA -> columns.value(RankColumn.AREA_SHARE.ordinal());
            case PROPERTY_TYPE -> columns.value(RankColumn.TYPE_SHARE.ordinal());
            case PLACE -> columns.value(RankColumn.DISTANCE.ordinal());
            default -> 0;
        };
    }

    private void tellPopularity(final RankerContributions columns) {
        double all = columns.value(RankColumn.POPULARITY.ordinal());
        PopularityHorizon most = HORIZONS[0];
        for (final PopularityHorizon horizon : HORIZONS) {
            final double value = columns.value(RankColumn.of(horizon));
            all += value;
            most = value > columns.value(RankColumn.of(most)) ? horizon : most;
        }
        reasons.popularity(most, all);
    }
}
