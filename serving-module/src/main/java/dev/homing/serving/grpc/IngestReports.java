package dev.homing.serving.grpc;

import dev.homing.proto.v1.IngestReport;
import dev.homing.serving.ingest.Ring;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.CommitterCounters;
import dev.homing.tracking.store.CommitterState;
import dev.homing.tracking.store.Distribution;

/** Says how the way to the disk is, from the counters of ring and committer. Any thread. */
public final class IngestReports {
    private static final double NS_PER_US = 1_000;

    private final Ring ring;
    private final Committer committer;

    /**
     * Creates the reports.
     *
     * @param ring      whose messages wait
     * @param committer who writes them
     */
    public IngestReports(final Ring ring, final Committer committer) {
        this.ring = ring;
        this.committer = committer;
    }

    IngestReport now() {
        final CommitterCounters counters = committer.counters();
        final Distribution sizes = counters.batchSizes();
        final Distribution times = counters.syncTimes();
        final CommitterState state = committer.state();
        return IngestReport.newBuilder()
                .setState(stateOf(state.kind()))
                .setStateReason(state.reason())
                .setRingBytes(ring.size())
                .setRingLength(ring.length())
                .setRefusedCount(ring.refusedCount())
                .setUnavailableCount(counters.unavailableCount())
                .setRecordedCount(counters.recordedCount())
                .setDuplicateCount(counters.duplicateCount())
                .setBatchCount(sizes.count())
                .setBatchSizeP50(sizes.quantile(0.5))
                .setBatchSizeMax(sizes.max())
                .setSyncP50Us(times.quantile(0.5) / NS_PER_US)
                .setSyncP99Us(times.quantile(0.99) / NS_PER_US)
                .setSyncMaxUs(times.max() / NS_PER_US)
                .setFailedWriteCount(counters.failedWriteCount())
                .build();
    }

    private static IngestReport.State stateOf(final CommitterState.Kind kind) {
        return switch (kind) {
            case RUNNING -> IngestReport.State.RUNNING;
            case DISK_FULL -> IngestReport.State.DISK_FULL;
            case DISK_FAILED -> IngestReport.State.DISK_FAILED;
            case FAILED -> IngestReport.State.FAILED;
        };
    }
}
