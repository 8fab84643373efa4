package dev.homing.serving.grpc;

import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.IdDictionary;
import dev.homing.features.catalog.ListingFilter;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.SimilarPropertiesRequest;
import dev.homing.proto.v1.SimilarPropertiesResponse;
import dev.homing.proto.v1.SimilarityBasis;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.recommend.QueryReader;
import dev.homing.serving.recommend.SimilarListings;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntPredicate;

/** Answers SimilarProperties, on a worker: it looks at the vectors of all listings, for which the event loop has no time. */
final class SimilarCalls {
    private static final System.Logger LOG = System.getLogger(SimilarCalls.class.getName());
    private static final int DEFAULT_LIMIT = 20;

    private final QueryReader reader;
    private final SimilarListings similar;
    private final Catalog catalog;
    private final Tenants tenants;
    private final Executor workers;

    SimilarCalls(
            final QueryReader reader,
            final SimilarListings similar,
            final Catalog catalog,
            final Tenants tenants,
            final Executor workers) {
        this.reader = reader;
        this.similar = similar;
        this.catalog = catalog;
        this.tenants = tenants;
        this.workers = workers;
    }

    void find(final SimilarPropertiesRequest request, final StreamObserver<SimilarPropertiesResponse> observer) {
        final Violations violations = new Violations("");
        violations.check(request.toBuilder().clearFilter().build(), 0);
        reader.check(request.getFilter(), "filter.", violations);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        final int tenant = tenants.number();
        final TenantCatalog properties = catalog.tenant(tenant);
        final int ordinal = properties.find(request.getPropertyId());
        if (ordinal == IdDictionary.NONE) {
            Replies.refuse(observer, Refusals.notFound("property", request.getPropertyId()));
            return;
        }
        final SimilarityBasis basis = request.getBasis() == SimilarityBasis.SIMILARITY_BASIS_UNSPECIFIED
                ? SimilarityBasis.BY_BOTH : request.getBasis();
        final IntPredicate isMeant = isMeant(properties, QueryReader.filter(properties, request.getFilter(), List.of()));
        final IntPredicate isWanted = request.getIncludeInactive() ? isMeant : isMeant.and(properties::isActive);
        final int limit = request.getLimit() == 0 ? DEFAULT_LIMIT : request.getLimit();
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, () ->
                answer(new SimilarListings.Question(tenant, ordinal, limit, basis, isWanted), observer));
    }

    /** For the one thread that answers. */
    private static IntPredicate isMeant(final TenantCatalog properties, final ListingFilter filter) {
        final PropertyRecord listing = new PropertyRecord();
        return other -> filter.matches(properties, other, Long.MAX_VALUE, listing);
    }

    private void answer(
            final SimilarListings.Question question, final StreamObserver<SimilarPropertiesResponse> observer) {
        try {
            Replies.answer(observer, similar.find(question));
        } catch (final ModelException e) {
            LOG.log(System.Logger.Level.ERROR, "SimilarProperties failed", e);
            Replies.refuse(observer, Refusals.internal());
        }
    }
}
