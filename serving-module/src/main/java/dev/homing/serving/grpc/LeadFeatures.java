package dev.homing.serving.grpc;

import com.google.protobuf.ByteString;
import dev.homing.features.FeatureSchema;
import dev.homing.features.LeadFeatureExtractor;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.LeadFeatureSchema;
import dev.homing.proto.v1.BatchGetLeadFeaturesRequest;
import dev.homing.proto.v1.BatchGetLeadFeaturesResponse;
import dev.homing.proto.v1.FeatureForm;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.GetLeadFeaturesResponse;
import dev.homing.serving.event.Timestamps;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.lead.CategoryNames;
import dev.homing.serving.lead.Timelines;
import dev.homing.serving.model.Models;
import dev.homing.serving.model.Population;
import dev.homing.tracking.codec.Timeline;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.UnsafeBuffer;

/** Computes the features of leads: of one that is hot on the event loop, of all others and of many on a worker. */
final class LeadFeatures {
    private final Timelines timelines;
    private final Models models;
    private final CategoryNames names;
    private final Tenants tenants;
    private final Executor workers;
    private final EpochClock clock;
    private final String schemaHash;
    private final ThreadLocal<Scratch> scratch;

    /** What one thread computes with. */
    private static final class Scratch {
        final Timeline timeline = new Timeline();
        final LeadFeatureExtractor extractor;
        final float[] features = new float[LeadFeatureSchema.LENGTH];
        final int[] categorical = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];

        Scratch(final LeadFeatureOptions options) {
            extractor = new LeadFeatureExtractor(options);
        }
    }

    /**
     * What is asked of each lead of a call: settled once, so that all its answers are of one instant and one model.
     *
     * @param tenant     whose leads
     * @param asOfMs     the instant
     * @param isNow      whether the instant is that of the call
     * @param form       of the answer
     * @param population to compare with, if that was asked for
     */
    private record Question(int tenant, long asOfMs, boolean isNow, FeatureForm form, Optional<Population> population) {
    }

    LeadFeatures(
            final Timelines timelines,
            final LeadFeatureOptions options,
            final Models models,
            final CategoryNames names,
            final Tenants tenants,
            final Executor workers,
            final EpochClock clock) {
        this.timelines = timelines;
        schemaHash = options.hash();
        scratch = ThreadLocal.withInitial(() -> new Scratch(options));
        this.models = models;
        this.names = names;
        this.tenants = tenants;
        this.workers = workers;
        this.clock = clock;
    }

    void get(final GetLeadFeaturesRequest request, final StreamObserver<GetLeadFeaturesResponse> observer) {
        if (Replies.isInvalid(request, observer)) {
            return;
        }
        final long asOfMs = request.hasAsOf() ? Timestamps.ms(request.getAsOf()) : clock.time();
        question(asOfMs, !request.hasAsOf(), request.getForm(), request.getNormalize(), observer)
                .ifPresent(question -> get(question, request, observer));
    }

    private void get(
            final Question question,
            final GetLeadFeaturesRequest request,
            final StreamObserver<GetLeadFeaturesResponse> observer) {
        final UnsafeBuffer lead = buffer(request.getLeadIdBytes());
        if (tryRead(question, lead)) {
            Replies.answer(observer, answer(question, request.getLeadId()));
            return;
        }
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, () -> {
            timelines.readAsOf(question.tenant(), lead, question.asOfMs(), scratch.get().timeline);
            Replies.answer(observer, answer(question, request.getLeadId()));
        });
    }

    void getBatch(
            final BatchGetLeadFeaturesRequest request, final StreamObserver<BatchGetLeadFeaturesResponse> observer) {
        if (Replies.isInvalid(request, observer)) {
            return;
        }
        final long asOfMs = request.hasAsOf() ? Timestamps.ms(request.getAsOf()) : clock.time();
        question(asOfMs, !request.hasAsOf(), request.getForm(), request.getNormalize(), observer)
                .ifPresent(question -> Streaming.begin(workers, observer, new Batch(question, request)));
    }

    /** The answers to one call, in the order of its leads. */
    private final class Batch implements Streaming.Source<BatchGetLeadFeaturesResponse> {
        private final Question question;
        private final BatchGetLeadFeaturesRequest request;
        private int next;

        Batch(final Question question, final BatchGetLeadFeaturesRequest request) {
            this.question = question;
            this.request = request;
        }

        @Override
        public boolean write(
                final BooleanSupplier isWanted, final StreamObserver<BatchGetLeadFeaturesResponse> observer) {
            while (next < request.getLeadIdsCount() && isWanted.getAsBoolean()) {
                final UnsafeBuffer lead = buffer(request.getLeadIdsBytes(next));
                if (!tryRead(question, lead)) {
                    // Without making them hot: a list of all leads would cool those that are asked for one by one.
                    timelines.readAsOf(question.tenant(), lead, question.asOfMs(), scratch.get().timeline);
                }
                observer.onNext(BatchGetLeadFeaturesResponse.newBuilder()
                        .setLead(answer(question, request.getLeadIds(next))).build());
                next++;
            }
            if (next == request.getLeadIdsCount()) {
                observer.onCompleted();
            }
            return next == request.getLeadIdsCount();
        }
    }

    /** What is asked; nothing when the call was refused, because it wants to compare and there is nothing to compare with. */
    private Optional<Question> question(
            final long asOfMs,
            final boolean isNow,
            final FeatureForm form,
            final boolean isNormalized,
            final StreamObserver<?> observer) {
        final int tenant = tenants.number();
        final Optional<Population> population = isNormalized ? models.population(tenant) : Optional.empty();
        if (isNormalized && population.isEmpty()) {
            Replies.refuse(observer, Refusals.precondition("NO_POPULATION",
                    "no model that is active for this tenant says how features are distributed, so nothing can be normalised: "
                            + "train one (homing train) and activate it, or ask without normalize"));
            return Optional.empty();
        }
        return Optional.of(new Question(tenant, asOfMs, isNow, form, population));
    }

    private static UnsafeBuffer buffer(final ByteString id) {
        return new UnsafeBuffer(id.toByteArray());
    }

    private boolean tryRead(final Question question, final UnsafeBuffer lead) {
        return question.isNow()
                && timelines.tryReadAsOf(question.tenant(), lead, question.asOfMs(), scratch.get().timeline);
    }

    /** Answers with what this thread has read. */
    private GetLeadFeaturesResponse answer(final Question question, final String leadId) {
        final Scratch here = scratch.get();
        here.extractor.extract(here.timeline, question.asOfMs(), here.features, here.categorical);
        final String[] categories = names.of(question.tenant(), here.categorical);
        final GetLeadFeaturesResponse.Builder response = GetLeadFeaturesResponse.newBuilder()
                .setLeadId(leadId)
                .setAsOf(Replies.timestamp(question.asOfMs()))
                .setSchema(FeatureSchema.LEAD.name())
                .setSchemaHash(schemaHash)
                .setTruncated(here.extractor.truncated())
                .setPopulationVersion(question.population().map(Population::version).orElse(""));
        if (question.form() == FeatureForm.PACKED) {
            response.setPacked(FeatureMessages.packed(FeatureSchema.LEAD, here.features, categories, question.population()));
        } else {
            response.addAllFeatures(FeatureMessages.named(FeatureSchema.LEAD, here.features, question.population()))
                    .addAllCategorical(FeatureMessages.named(FeatureSchema.LEAD, categories));
        }
        return response.build();
    }
}
