package dev.homing.serving.recommend;

import dev.homing.features.BestListings;
import dev.homing.features.NearestListings;
import dev.homing.features.SignalModel;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.IdDictionary;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.SimilarPropertiesResponse;
import dev.homing.proto.v1.SimilarProperty;
import dev.homing.proto.v1.SimilarityBasis;
import dev.homing.proto.v1.SimilaritySource;
import dev.homing.serving.model.CandidateModel;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.model.Models;
import dev.homing.serving.model.Scorer;
import dev.homing.tracking.store.IdKind;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.ObjIntConsumer;

/**
 * Finds listings that are like one listing. Behaviour is one list, made of three: from listing to listing as learned and as
 * counted, and the factors; content is another. The two have the same say, whatever their scores mean, because lists are
 * {@linkplain RankFusion joined by place}.
 *
 * <p>All vectors are looked at, so the time grows with the catalogue. Any thread, for which nothing waits.
 */
public final class SimilarListings {
    /** How deep each list goes; behind that a place is worth little. */
    private static final int DEPTH = 2 * Recommender.MAX_LIMIT;

    private final Catalog catalog;
    private final Models models;
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /** What one thread computes with. */
    private static final class Scratch {
        final BestListings list = new BestListings(DEPTH);
        final BestListings byBehaviour = new BestListings(DEPTH);
        final BestListings byContent = new BestListings(DEPTH);
        final BestListings similar = new BestListings(Recommender.MAX_LIMIT);
        /** Of the lists that make up behaviour. */
        final RankFusion parts = new RankFusion();
        final RankFusion behaviour = new RankFusion();
        final RankFusion content = new RankFusion();
        final RankFusion both = new RankFusion();
        final AttributeComparison attributes = new AttributeComparison();
        NearestListings factors = new NearestListings(1);
        NearestListings contents = new NearestListings(1);

        void clear(final int listingCount) {
            byBehaviour.clear();
            byContent.clear();
            similar.clear();
            parts.clear(listingCount);
            behaviour.clear(listingCount);
            content.clear(listingCount);
            both.clear(listingCount);
        }

        /** Adds what is in the list to the parts of behaviour, and empties it. */
        void endPart() {
            parts.add(list, list.sort());
            list.clear();
        }
    }

    /**
     * A question.
     *
     * @param tenant   whose listings
     * @param ordinal  of the listing that the others are to be like
     * @param limit    1 to {@link Recommender#MAX_LIMIT}
     * @param basis    not {@link SimilarityBasis#SIMILARITY_BASIS_UNSPECIFIED}
     * @param isWanted says which other listings may be in the answer
     */
    public record Question(int tenant, int ordinal, int limit, SimilarityBasis basis, IntPredicate isWanted) {
        boolean asksBehaviour() {
            return basis != SimilarityBasis.BY_CONTENT;
        }

        boolean asksContent() {
            return basis != SimilarityBasis.BY_BEHAVIOUR;
        }

        boolean isWanted(final int other) {
            return other != ordinal && isWanted.test(other);
        }
    }

    /**
     * Creates an instance.
     *
     * @param catalog of listings
     * @param models  that know them
     */
    public SimilarListings(final Catalog catalog, final Models models) {
        this.catalog = catalog;
        this.models = models;
    }

    /**
     * Finds the listings.
     *
     * @param question what is asked
     * @return the answer
     * @throws ModelException when native memory runs out
     */
    public SimilarPropertiesResponse find(final Question question) throws ModelException {
        final TenantCatalog properties = catalog.tenant(question.tenant());
        final Scratch here = scratch.get();
        here.clear(properties.propertyCount());
        final SimilarPropertiesResponse.Builder response = SimilarPropertiesResponse.newBuilder()
                .setPropertyId(properties.ids(IdKind.PROPERTY).id(question.ordinal()));
        final Optional<CandidateModel> acquired = models.acquire(question.tenant());
        if (acquired.isEmpty()) {
            final boolean isKnown = compare(question, properties, here);
            addBest(question, properties, here, (listing, ordinal) ->
                    listing.setAttributeSimilarity(here.attributes.similarity(ordinal)), response);
            return response.setSource(isKnown ? SimilaritySource.COMPARED : SimilaritySource.NOTHING_KNOWN).build();
        }
        final CandidateModel model = acquired.get();
        try {
            final Scorer scorer = model.takeScorer();
            try {
                response.setModelVersion(model.manifest().version());
                answer(question, properties, scorer.model(), model.hasContent(), here, response);
                return response.build();
            } finally {
                model.giveBack(scorer);
            }
        } finally {
            model.release();
        }
    }

    private static void answer(
            final Question question,
            final TenantCatalog properties,
            final SignalModel learned,
            final boolean hasContent,
            final Scratch here,
            final SimilarPropertiesResponse.Builder response) {
        // A matrix has spare rows, and may have a row of a listing that the catalogue does not show yet.
        final int count = properties.propertyCount();
        final IntPredicate isWanted = ordinal -> ordinal < count && question.isWanted(ordinal);
        final boolean isTreated = question.asksBehaviour() && collectBehaviour(question, isWanted, learned, here);
        boolean isEncoded = false;
        boolean isCompared = false;
        if (hasContent && question.asksContent()) {
            here.contents = of(here.contents, learned.content().dimensions());
            isEncoded = here.contents.begin(learned.contentVectors(), question.ordinal());
            if (isEncoded) {
                here.contents.offer(learned.contentVectors(), isWanted, here.byContent);
            }
        } else {
            isCompared = compare(question, properties, here);
        }
        final boolean areCompared = isCompared;
        addBest(question, properties, here,
                (listing, ordinal) -> describe(question, ordinal, learned, areCompared, here, listing), response);
        response.setSource(isTreated || isEncoded ? SimilaritySource.LEARNED
                : isCompared ? SimilaritySource.COMPARED : SimilaritySource.NOTHING_KNOWN);
    }

    /** Where no model knows attributes, the attributes themselves say what is alike; false when there are none. */
    private static boolean compare(final Question question, final TenantCatalog properties, final Scratch here) {
        final boolean isKnown = question.asksContent() && here.attributes.begin(properties, question.ordinal());
        if (isKnown) {
            here.attributes.offer(question::isWanted, here.byContent);
        }
        return isKnown;
    }

    private static boolean collectBehaviour(
            final Question question, final IntPredicate isWanted, final SignalModel learned, final Scratch here) {
        here.list.clear();
        learned.items().offer(question.ordinal(), isWanted, here.list);
        here.endPart();
        learned.neighbours().offer(question.ordinal(), isWanted, here.list);
        here.endPart();
        here.factors = of(here.factors, learned.factors().dimensions());
        if (here.factors.begin(learned.vectors(), question.ordinal())) {
            here.factors.offer(learned.vectors(), isWanted, here.list);
            here.endPart();
        }
        here.parts.offer(here.byBehaviour);
        return !here.byBehaviour.isEmpty();
    }

    private static NearestListings of(final NearestListings before, final int dimensions) {
        return before.dimensions() == dimensions ? before : new NearestListings(dimensions);
    }

    /** Joins the two lists, and describes the best of what comes out. */
    private static void addBest(
            final Question question,
            final TenantCatalog properties,
            final Scratch here,
            final ObjIntConsumer<SimilarProperty.Builder> description,
            final SimilarPropertiesResponse.Builder response) {
        final int byBehaviour = here.byBehaviour.sort();
        final int byContent = here.byContent.sort();
        here.behaviour.add(here.byBehaviour, byBehaviour);
        here.content.add(here.byContent, byContent);
        here.both.add(here.byBehaviour, byBehaviour);
        here.both.add(here.byContent, byContent);
        here.both.offer(here.similar);
        final int found = Math.min(question.limit(), here.similar.sort());
        final IdDictionary ids = properties.ids(IdKind.PROPERTY);
        for (int i = 0; i < found; i++) {
            final int ordinal = here.similar.ordinal(i);
            final SimilarProperty.Builder listing = response.addPropertiesBuilder()
                    .setPropertyId(ids.id(ordinal)).setRank(i + 1).setScore(here.similar.score(i));
            if (here.behaviour.score(ordinal) > 0) {
                listing.addFoundBy(SimilarityBasis.BY_BEHAVIOUR);
            }
            if (here.content.score(ordinal) > 0) {
                listing.addFoundBy(SimilarityBasis.BY_CONTENT);
            }
            description.accept(listing, ordinal);
        }
    }

    private static void describe(
            final Question question,
            final int ordinal,
            final SignalModel learned,
            final boolean isCompared,
            final Scratch here,
            final SimilarProperty.Builder listing) {
        if (question.asksBehaviour()) {
            final float item = learned.items().weight(question.ordinal(), ordinal);
            final float neighbour = learned.neighbours().weight(question.ordinal(), ordinal);
            if (item != 0) {
                listing.setItemWeight(item);
            }
            if (neighbour != 0) {
                listing.setNeighbourWeight(neighbour);
            }
            if (here.factors.knows(learned.vectors(), ordinal)) {
                listing.setFactorCosine(here.factors.cosine(learned.vectors(), ordinal));
            }
        }
        if (isCompared) {
            listing.setAttributeSimilarity(here.attributes.similarity(ordinal));
        } else if (question.asksContent() && here.contents.knows(learned.contentVectors(), ordinal)) {
            listing.setContentCosine(here.contents.cosine(learned.contentVectors(), ordinal));
        }
    }
}
