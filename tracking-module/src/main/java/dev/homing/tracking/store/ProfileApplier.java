package dev.homing.tracking.store;

import dev.homing.tracking.codec.ProfileMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.agrona.MutableDirectBuffer;

/**
 * Keeps the profiles of leads. One that says what is held already, or whose request id is known, changes nothing. What is said of
 * a lead that was merged is said of the one that it goes by; the profile that it had itself waits for the merge to be undone.
 */
public final class ProfileApplier implements Applier {
    private static final byte REQUEST_KIND = 3;

    private final LeadDirectory leads;
    private final BinaryOperator<byte[]> completion;
    private final ProfileListener listener;
    private final RequestIds requestIds;
    private final StagedValues profiles;
    private final ProfileMessage message = new ProfileMessage();
    private final List<Change> changes = new ArrayList<>();

    /** A profile that is in the batch. */
    private record Change(int tenant, String leadId, byte[] profile) {
    }

    /**
     * Creates an applier.
     *
     * @param store      to look profiles and known request ids up in
     * @param completion of a profile that was sent and does not say everything, by the one that is held; committer thread
     * @param listener   hears of each profile that is another one; committer thread
     */
    public ProfileApplier(final Store store, final BinaryOperator<byte[]> completion, final ProfileListener listener) {
        leads = store.leads();
        this.completion = completion;
        this.listener = listener;
        requestIds = new RequestIds(store, REQUEST_KIND);
        profiles = new StagedValues(store, Family.LEADS);
    }

    @Override
    public int messageType() {
        return ProfileMessage.TEMPLATE_ID;
    }

    @Override
    public long stage(final MutableDirectBuffer buffer, final int offset, final int length, final Batch batch) {
        message.wrap(buffer, offset, length);
        final int requestLength = message.requestIdLength();
        if (requestLength > 0 && requestIds.find(message.tenant(), buffer, message.requestIdOffset(), requestLength)
                != RequestIds.UNSEEN) {
            return Outcome.of(Outcome.DUPLICATE, 0);
        }
        // No merge is in the batch that is being made: each is a batch of its own.
        final String lead = leads.root(message.tenant(), message.leadId());
        final byte[] key = LeadKey.of(message.tenant(), LeadKey.PROFILE, lead);
        final byte[] before = profiles.find(key);
        final byte[] after = before == null || message.isComplete()
                ? message.profile() : completion.apply(message.profile(), before);
        final boolean isSame = Arrays.equals(before, after);
        if (!isSame) {
            profiles.stage(key, after, batch);
            changes.add(new Change(message.tenant(), lead, after));
        }
        if (requestLength > 0) {
            requestIds.stage(message.tenant(), buffer, message.requestIdOffset(), requestLength, 0, batch);
        }
        return Outcome.of(isSame ? Outcome.DUPLICATE : before == null ? Outcome.RECORDED : Outcome.UPDATED, 0);
    }

    @Override
    public void prepare(final Batch batch) {
    }

    @Override
    public void committed() {
        requestIds.committed();
        profiles.committed();
        changes.forEach(change -> listener.onProfile(change.tenant(), change.leadId(), change.profile()));
        changes.clear();
    }
}
