package dev.homing.serving.recommend;

import dev.homing.serving.latency.LatencyRecorder;
import dev.homing.serving.latency.Stopwatch;

/**
 * The stages of a recommendation: how long each took, for the latency report, and what those cost that an answer can do without.
 *
 * @param foldIn        solving the lead's signals
 * @param candidates    letting all signals put listings forward
 * @param rows          computing what the ranker sees
 * @param rank          the ranker
 * @param selection     rules, diversity and exploration, of answers that have them
 * @param factorsCost   candidates by factors
 * @param contentCost   candidates by content
 * @param rowCost       ranking one candidate
 * @param selectionCost diversity
 */
record Stages(
        Stopwatch foldIn,
        Stopwatch candidates,
        Stopwatch rows,
        Stopwatch rank,
        Stopwatch selection,
        StageCost factorsCost,
        StageCost contentCost,
        StageCost rowCost,
        StageCost selectionCost) {
    static Stages of(final LatencyRecorder latency) {
        return new Stages(latency.stage("fold-in"), latency.stage("onnx"), latency.stage("rows"), latency.stage("rank"),
                latency.stage("selection"), new StageCost(), new StageCost(), new StageCost(), new StageCost());
    }
}
