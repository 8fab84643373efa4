package dev.homing.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** All figures of an evaluation for programs. */
final class EvaluationJson {
    private EvaluationJson() {
    }

    static byte[] of(
            final EvaluationReport.Subject subject, final Evaluated evaluated, final List<PhaseClock.Phase> phases)
            throws JsonProcessingException {
        final ObjectMapper mapper = new ObjectMapper();
        final ObjectNode root = mapper.createObjectNode();
        root.put("protocol", EvaluateMain.protocolName(evaluated.protocol()))
                .put("tenant", subject.tenant())
                .put("as_of", subject.asOf().toString())
                .put("seed", subject.seed())
                .put("leads", subject.leads())
                .put("listings", subject.listings())
                .put("events", subject.events())
                .put("questions", evaluated.questions())
                .put("asked_leads", evaluated.leads())
                .put("known_listings", evaluated.known());
        final ObjectNode methods = root.putObject("methods");
        evaluated.scores().forEach(score -> put(score, methods.putObject(score.name())));
        final ArrayNode tenths = root.putArray("calibration");
        evaluated.calibration().forEach(tenth -> tenths.addObject()
                .put("listings", tenth.listings()).put("score", tenth.score()).put("hit_share", tenth.hits()));
        final ArrayNode trials = root.putArray("trials");
        evaluated.trials().forEach(trial -> trials.addObject().put("signal", trial.signal())
                .put("share", trial.share()).put("ndcg_at_10", trial.ndcg10())
                .put("settings", trial.settings()).put("chosen", trial.isChosen()));
        final ArrayNode days = root.putArray("days");
        evaluated.days().forEach(day -> putDay(day, evaluated, days.addObject()));
        putPhases(phases, root.putArray("phases"));
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    /** What each phase took: {@code name}, {@code seconds}, {@code peak_heap_bytes}, and on Linux {@code peak_process_bytes}. */
    static void putPhases(final List<PhaseClock.Phase> phases, final ArrayNode array) {
        for (final PhaseClock.Phase phase : phases) {
            final ObjectNode node = array.addObject().put("name", phase.name()).put("seconds", phase.seconds())
                    .put("peak_heap_bytes", phase.heapBytes());
            phase.processBytes().ifPresent(bytes -> node.put("peak_process_bytes", bytes));
        }
    }

    private static void put(final MethodScore score, final ObjectNode node) {
        node.put("ndcg_at_10", score.measures().ndcg10())
                .put("ndcg_at_10_low", score.ndcg10().low())
                .put("ndcg_at_10_high", score.ndcg10().high())
                .put("recall_at_20", score.measures().recall20())
                .put("hit_rate_at_10", score.measures().hitRate10())
                .put("mrr_at_10", score.measures().mrr10())
                .put("coverage_at_10", score.coverage())
                .put("novelty_at_10", score.novelty())
                .put("lists", score.lists());
        final ObjectNode groups = node.putObject("by_history");
        score.byHistory().forEach((length, group) -> groups.putObject(length.text())
                .put("questions", group.questions())
                .put("ndcg_at_10", group.ndcg10())
                .put("ndcg_at_10_low", group.interval().low())
                .put("ndcg_at_10_high", group.interval().high()));
    }

    private static void putDay(final Evaluated.Day day, final Evaluated evaluated, final ObjectNode node) {
        node.put("from", Instant.ofEpochMilli(day.fromMs()).toString()).put("questions", day.questions());
        final ObjectNode methods = node.putObject("ndcg_at_10");
        for (int i = 0; i < day.ndcg10().length; i++) {
            methods.put(evaluated.scores().get(i).name(), day.ndcg10()[i]);
        }
    }
}
