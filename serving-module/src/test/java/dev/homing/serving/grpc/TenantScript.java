package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.fromNow;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchGetLeadFeaturesRequest;
import dev.homing.proto.v1.BatchRecommendRequest;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchUpsertLeadsRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.Boost;
import dev.homing.proto.v1.CancelTrainingRequest;
import dev.homing.proto.v1.CountEventsRequest;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventFilter;
import dev.homing.proto.v1.EventOutcome;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.ExplainRecommendationRequest;
import dev.homing.proto.v1.ExportLeadRequest;
import dev.homing.proto.v1.FeatureForm;
import dev.homing.proto.v1.Feedback;
import dev.homing.proto.v1.GetAgentFeaturesRequest;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.GetLeadRequest;
import dev.homing.proto.v1.GetModelRequest;
import dev.homing.proto.v1.GetPropertyFeaturesRequest;
import dev.homing.proto.v1.GetPropertyRequest;
import dev.homing.proto.v1.GetRankingRulesRequest;
import dev.homing.proto.v1.GetTrainingRequest;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.proto.v1.ListEventsRequest;
import dev.homing.proto.v1.ListFeatureDefinitionsRequest;
import dev.homing.proto.v1.ListModelsRequest;
import dev.homing.proto.v1.ListTrainingsRequest;
import dev.homing.proto.v1.MatchLeadsRequest;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyFilter;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RankingRules;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecordFeedbackRequest;
import dev.homing.proto.v1.RecordOutcomeRequest;
import dev.homing.proto.v1.RollbackModelRequest;
import dev.homing.proto.v1.SetRankingRulesRequest;
import dev.homing.proto.v1.SimilarPropertiesRequest;
import dev.homing.proto.v1.StartTrainingRequest;
import dev.homing.proto.v1.StreamEventsRequest;
import dev.homing.proto.v1.SwipeDirection;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.proto.v1.WatchRecommendationsRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a tenant says and asks in every call of the contract: the ids are the same for all tenants, and every text that is no id
 * has the tenant's own mark in it.
 */
final class TenantScript {
    /** A training that is there before the server starts, if the test has written one. */
    static final String OLD_TRAINING = "t1";

    private static final int FIRST_DETAILS = 20;
    private static final Timestamp BASE = fromNow(-3_600);

    private final String mark;
    private final double price;

    TenantScript(final String mark, final double price) {
        this.mark = mark;
        this.price = price;
    }

    /** Everything that reads. */
    static List<AnyCall> reads() {
        final Timestamp later = BASE.toBuilder().setSeconds(BASE.getSeconds() + 600).build();
        final List<AnyCall> calls = new ArrayList<>();
        for (final String property : List.of("p1", "p2", "p3")) {
            calls.add(AnyCall.of("CatalogService/GetProperty", GetPropertyRequest.newBuilder().setPropertyId(property)));
            calls.add(AnyCall.of("TrackingService/ListEvents", ListEventsRequest.newBuilder().setIncludePersonal(true)
                    .setFilter(EventFilter.newBuilder().setPropertyId(property))));
            calls.add(AnyCall.of("FeatureService/GetPropertyFeatures",
                    GetPropertyFeaturesRequest.newBuilder().setPropertyId(property).setAsOf(later)));
            calls.add(AnyCall.of("RecommendationService/SimilarProperties",
                    SimilarPropertiesRequest.newBuilder().setPropertyId(property)));
            calls.add(AnyCall.ofNow("RecommendationService/MatchLeads", MatchLeadsRequest.newBuilder().setPropertyId(property)));
        }
        for (final String lead : List.of("ann", "bob", "visitor", "leaver")) {
            calls.add(AnyCall.of("CatalogService/GetLead", GetLeadRequest.newBuilder().setLeadId(lead)));
            calls.add(AnyCall.of("FeatureService/GetLeadFeatures",
                    GetLeadFeaturesRequest.newBuilder().setLeadId(lead).setAsOf(later)));
            calls.add(AnyCall.ofNow("FeatureService/GetLeadFeatures", GetLeadFeaturesRequest.newBuilder().setLeadId(lead)));
            calls.add(AnyCall.of("RecommendationService/Recommend",
                    RecommendRequest.newBuilder().setLeadId(lead).setAsOf(later).setIncludeSeen(true)));
            calls.add(AnyCall.ofNow("RecommendationService/Recommend", RecommendRequest.newBuilder().setLeadId(lead)));
            calls.add(AnyCall.of("RecommendationService/ExplainRecommendation", ExplainRecommendationRequest.newBuilder()
                    .setPropertyId("p2").setRequest(RecommendRequest.newBuilder().setLeadId(lead).setAsOf(later))));
            calls.add(AnyCall.of("TrackingService/ListEvents", ListEventsRequest.newBuilder().setIncludePersonal(true)
                    .setFilter(EventFilter.newBuilder().setLeadId(lead)).setOldestFirst(true)));
            calls.add(AnyCall.of("TrackingService/CountEvents",
                    CountEventsRequest.newBuilder().setFilter(EventFilter.newBuilder().setLeadId(lead))));
            calls.add(AnyCall.of("TrackingService/ExportLead", ExportLeadRequest.newBuilder().setLeadId(lead)));
        }
        calls.add(AnyCall.of("RecommendationService/BatchRecommend", BatchRecommendRequest.newBuilder()
                .addAllLeadIds(List.of("leaver", "ann", "visitor", "ann"))
                .setRequest(RecommendRequest.newBuilder().setAsOf(later).setIncludeSeen(true))));
        // One that is right never ends by itself; what it sends is what Recommend answers.
        calls.add(AnyCall.of("RecommendationService/WatchRecommendations", WatchRecommendationsRequest.newBuilder()
                .setRequest(RecommendRequest.newBuilder().setLeadId("ann").setLimit(-1))));
        calls.add(AnyCall.of("RecommendationService/GetRankingRules", GetRankingRulesRequest.newBuilder()));
        // Ids of lists are drawn by the server, so that no script knows one.
        calls.add(AnyCall.of("RecommendationService/RecordFeedback", RecordFeedbackRequest.newBuilder()
                .setRecommendationId("019aa1b2-0000-7000-8000-000000000000")
                .addFeedback(Feedback.newBuilder().setKind(Feedback.Kind.LIKE).setPropertyId("p1"))));
        calls.add(AnyCall.of("FeatureService/BatchGetLeadFeatures", BatchGetLeadFeaturesRequest.newBuilder()
                .addAllLeadIds(List.of("leaver", "ann", "visitor", "ann")).setAsOf(later)));
        for (final FeatureForm form : List.of(FeatureForm.NAMED, FeatureForm.PACKED)) {
            calls.add(AnyCall.of("FeatureService/BatchGetLeadFeatures", BatchGetLeadFeaturesRequest.newBuilder()
                    .addAllLeadIds(List.of("bob", "ann")).setAsOf(later).setForm(form).setNormalize(true)));
        }
        calls.add(AnyCall.of("TrackingService/CountEvents",
                CountEventsRequest.newBuilder().setFilter(EventFilter.newBuilder().setAgentId("agent"))));
        // The rates of all agents may be ten minutes old, so that what is drawn towards them is.
        calls.add(AnyCall.ofNow("FeatureService/GetAgentFeatures",
                GetAgentFeaturesRequest.newBuilder().setAgentId("agent").setAsOf(later)));
        calls.add(AnyCall.of("TrackingService/ListEvents",
                ListEventsRequest.newBuilder().setFilter(EventFilter.newBuilder().setSessionId("session"))));
        calls.add(AnyCall.of("ModelService/ListModels", ListModelsRequest.newBuilder()));
        calls.add(AnyCall.of("ModelService/GetModel", GetModelRequest.newBuilder().setVersion("m1")));
        calls.add(AnyCall.ofNow("ModelService/ListTrainings", ListTrainingsRequest.newBuilder()));
        calls.add(AnyCall.ofNow("ModelService/GetTraining", GetTrainingRequest.newBuilder().setTrainingId(OLD_TRAINING)));
        calls.add(AnyCall.of("FeatureService/ListFeatureDefinitions", ListFeatureDefinitionsRequest.newBuilder()));
        return calls;
    }

    /** Everything that pages, the first page of one entry. */
    static List<AnyCall> lists() {
        return List.of(
                AnyCall.of("TrackingService/ListEvents", ListEventsRequest.newBuilder().setPageSize(1)
                        .setFilter(EventFilter.newBuilder().setLeadId("ann"))),
                AnyCall.of("ModelService/ListModels", ListModelsRequest.newBuilder().setPageSize(1)),
                AnyCall.ofNow("ModelService/ListTrainings", ListTrainingsRequest.newBuilder().setPageSize(1)),
                AnyCall.of("FeatureService/ListFeatureDefinitions", ListFeatureDefinitionsRequest.newBuilder().setPageSize(1)));
    }

    /** Everything that writes what needs nothing there. */
    List<AnyCall> writes() {
        final List<Event> events = Stream.of(EventType.values())
                .filter(type -> type != EventType.UNRECOGNIZED && type.getNumber() > 0).map(this::event).toList();
        final Event visit = event("visit", EventType.PROPERTY_VIEW, "visitor");
        return List.of(
                AnyCall.of("CatalogService/UpsertProperty", property("p1")),
                AnyCall.of("CatalogService/BatchUpsertProperties", BatchUpsertPropertiesRequest.newBuilder()
                        .addRequests(property("p2")).addRequests(property("p3"))),
                AnyCall.of("RecommendationService/SetRankingRules", SetRankingRulesRequest.newBuilder()
                        .setRules(RankingRules.newBuilder().addBoosts(Boost.newBuilder().setAmount(0.1)
                                .setFilter(PropertyFilter.newBuilder().addAreaIds(mark))))),
                AnyCall.of("CatalogService/UpsertLead", lead("ann")),
                AnyCall.of("CatalogService/BatchUpsertLeads", BatchUpsertLeadsRequest.newBuilder()
                        .addRequests(lead("bob")).addRequests(lead("leaver"))),
                AnyCall.of("TrackingService/BatchTrackEvents", BatchTrackEventsRequest.newBuilder().addAllEvents(events)),
                AnyCall.of("TrackingService/TrackEvent", TrackEventRequest.newBuilder().setEvent(visit)),
                AnyCall.of("TrackingService/StreamEvents", StreamEventsRequest.newBuilder().setSequence(1)
                        .setEvent(event("stream", EventType.PROPERTY_LIKE, "bob"))),
                AnyCall.ofNow("ModelService/StartTraining", StartTrainingRequest.newBuilder().setRequestId("training")));
    }

    /** Everything that writes to what is there. */
    List<AnyCall> changes(final String leadToErase) {
        return List.of(
                AnyCall.of("TrackingService/RecordOutcome", RecordOutcomeRequest.newBuilder().setEventId("visit")
                        .setOutcome(EventOutcome.newBuilder()
                                .setKind(EventOutcome.Kind.COMPLETED).setValue(price).setOccurredAt(BASE))),
                AnyCall.of("CatalogService/UpdatePropertyStatus", UpdatePropertyStatusRequest.newBuilder()
                        .setPropertyId("p3").setStatus(PropertyStatus.SOLD).setRequestId("sold").setEffectiveAt(BASE)),
                AnyCall.of("ModelService/ActivateModel", ActivateModelRequest.newBuilder().setVersion("m1")),
                AnyCall.of("ModelService/RollbackModel", RollbackModelRequest.newBuilder().setFromVersion("m0")),
                AnyCall.ofNow("ModelService/CancelTraining", CancelTrainingRequest.newBuilder().setTrainingId(OLD_TRAINING)),
                AnyCall.of("TrackingService/MergeLeads",
                        MergeLeadsRequest.newBuilder().setFromLeadId("visitor").setIntoLeadId("ann")),
                AnyCall.of("TrackingService/EraseLead", EraseLeadRequest.newBuilder().setLeadId(leadToErase)));
    }

    private UpsertPropertyRequest.Builder property(final String id) {
        return UpsertPropertyRequest.newBuilder().setRequestId("request-" + id).setEffectiveAt(BASE)
                .setProperty(Property.newBuilder().setPropertyId(id).setPrice(price).setMarket(mark).setAreaId(mark)
                        .addAmenities(mark).setAgentId(mark).setListedAt(BASE));
    }

    private UpsertLeadRequest.Builder lead(final String id) {
        return UpsertLeadRequest.newBuilder().setRequestId("request-" + id).setLead(Lead.newBuilder().setLeadId(id)
                .setName(mark).setEmail(mark).setPhone(mark).setAgentId(mark).setNotes(mark).setCreatedAt(BASE)
                .setPreferences(LeadPreferences.newBuilder().setMaxPrice(price).addAreaIds(mark).addAmenities(mark)));
    }

    private Event event(final EventType type) {
        return event("event-" + type.getNumber(), type, "ann");
    }

    /** An event with all the texts that its type has, those with personal data too. */
    private Event event(final String id, final EventType type, final String lead) {
        final Event.Builder event = Event.newBuilder().setEventId(id).setType(type).setLeadId(lead).setPropertyId("p1")
                .setAgentId("agent").setSessionId("session").setCampaignId(mark)
                .setOccurredAt(BASE.toBuilder().setSeconds(BASE.getSeconds() + type.getNumber()));
        final FieldDescriptor field = Event.getDescriptor().findFieldByNumber(FIRST_DETAILS + type.getNumber());
        final Message.Builder details = event.newBuilderForField(field);
        for (final FieldDescriptor detail : field.getMessageType().getFields()) {
            if (detail.getJavaType() == FieldDescriptor.JavaType.STRING) {
                details.setField(detail, detail.isRepeated() ? List.of(mark) : mark);
            } else if (detail.getName().equals("direction")) {
                details.setField(detail, SwipeDirection.RIGHT.getValueDescriptor());
            }
        }
        return event.setField(field, details.build()).build();
    }
}
