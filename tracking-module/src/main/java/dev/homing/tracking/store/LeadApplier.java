package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.homing.tracking.codec.LeadMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Applies what happens in the life of leads: merges, erasures, the removal of their events, and the seals of their histories.
 * Each message is a batch of its own, because each looks at what the one before has left in the store.
 */
public final class LeadApplier implements Applier {
    private final HistoryListener listener;
    private final LeadMerging merging;
    private final LeadErasure erasure;
    private final EventRemoval removal;
    private final Sealing sealing;
    private final LeadMessage message = new LeadMessage();
    private final List<String> changed = new ArrayList<>();
    private final List<Runnable> whenCommitted = new ArrayList<>();
    private final UnsafeBuffer lead = new UnsafeBuffer(0, 0);
    private int tenant;

    /**
     * Creates an applier.
     *
     * @param store    with the leads
     * @param listener hears of each lead whose history changed
     */
    public LeadApplier(final Store store, final HistoryListener listener) {
        this.listener = listener;
        merging = new LeadMerging(store, whenCommitted::add);
        erasure = new LeadErasure(store, whenCommitted::add);
        removal = new EventRemoval(store);
        sealing = new Sealing(store);
    }

    @Override
    public int messageType() {
        return LeadMessage.TEMPLATE_ID;
    }

    @Override
    public boolean isAlone() {
        return true;
    }

    @Override
    public long stage(final MutableDirectBuffer buffer, final int offset, final int length, final Batch batch) {
        changed.clear();
        whenCommitted.clear();
        message.wrap(buffer, offset);
        tenant = message.tenant();
        return switch (message.kind()) {
            case LeadMessage.MERGE -> merging.merge(
                    tenant, text(message.first()), text(message.second()), message.receivedAt(), changed, batch);
            case LeadMessage.UNDO -> merging.undo(
                    tenant, text(message.first()), text(message.second()), message.receivedAt(), changed, batch);
            case LeadMessage.ERASE -> erasure.erase(tenant, text(message.first()), message.receivedAt(), changed, batch);
            case LeadMessage.REMOVE -> remove(message.first(), message.second(), batch);
            case LeadMessage.SEAL -> sealing.seal(
                    tenant, new UnsafeBuffer(message.first()), new UnsafeBuffer(message.second()).getLong(0, BIG_ENDIAN), batch);
            default -> throw new IllegalArgumentException("kind=" + message.kind() + ": not a change of a lead");
        };
    }

    private long remove(final byte[] first, final byte[] last, final Batch batch) {
        lead.wrap(first);
        changed.add(lead.getStringWithoutLengthUtf8(TimelineKey.leadOffset(), TimelineKey.leadLength(lead)));
        return removal.removeRange(tenant, first, last, batch);
    }

    private static String text(final byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Override
    public void prepare(final Batch batch) {
    }

    @Override
    public void committed() {
        whenCommitted.forEach(Runnable::run);
        whenCommitted.clear();
        for (final String id : changed) {
            lead.wrap(id.getBytes(StandardCharsets.UTF_8));
            listener.onHistoryChanged(tenant, lead, 0, lead.capacity());
        }
        changed.clear();
    }
}
